// What outlives a reload: the token, the bubbles, what is not answered yet. It is kept
// for this tab only, or on the device if the site asks for that.

const MOST_ITEMS = 400;
const EMPTY = { token: null, agreed: false, items: [], pending: [], checked: [] };

export class Store {
  constructor(name, onDevice) {
    this.key = `backstride ${name}`;
    this.onDevice = onDevice;
    this.state = { ...structuredClone(EMPTY), ...this.#read() };
  }

  save() {
    const items = this.state.items.slice(-MOST_ITEMS);
    try {
      this.#storage.setItem(this.key, JSON.stringify({ ...this.state, items }));
    } catch {
      // Full or forbidden: the conversation goes on, it only won't outlive a reload.
    }
  }

  reset(agreed = false) {
    this.state = { ...structuredClone(EMPTY), agreed };
    this.save();
  }

  get #storage() {
    return this.onDevice ? localStorage : sessionStorage;
  }

  #read() {
    try {
      return JSON.parse(this.#storage.getItem(this.key)) ?? {};
    } catch {
      return {};
    }
  }
}
