// The conversation as a text file, made in the browser.

const bubble = ({ who, text }, strings) =>
  text ? `${who === "me" ? strings.me : strings.bot} ${text.replaceAll("**", "")}\n` : "";

export const summaryText = (items, strings) => {
  const said = items.filter(({ who, id }) => who === "me" || id !== "prompt");
  return [
    strings.summary_title,
    new Date().toLocaleString(strings.lang, { dateStyle: "long", timeStyle: "short" }),
    `${strings.summary_note}\n`,
    ...said.map((item) => bubble(item, strings)).filter(Boolean),
    strings.summary_note,
  ].join("\n");
};

export const download = (text, name) => {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const anchor = Object.assign(document.createElement("a"), { href: url, download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};
