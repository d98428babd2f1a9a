// Draws a figure, front or back, whose regions can be tapped. Coordinates: x from the
// midline, y from the crown. The list beside it holds the same regions as buttons, so
// the drawing itself is hidden from screen readers and the keyboard.
import { s } from "./dom.js";
import regions from "./regions.json";

const HEAD = "M0 6C6.5 6 9.5 11 9.5 18.5S6 33 0 33-9.5 26-9.5 18.5-6.5 6 0 6Z";
const NECK = "M-6 32H6L7 41Q16 44 24 47L-24 47Q-16 44 -7 41Z";
const ARM = "M26.5 49Q34 52 35.5 66L40 104Q43 122 42 138Q40 147 36.5 141L34 108L28 78Z";
const TRUNK = {
  front: ["M-24 50Q0 44 24 50L21 86Q22 104 23 117Q12 121 0 130-12 121-23 117Q-22 104-21 86Z"],
  back: ["M7.5 216.5Q15 220 22.5 216.5L22 229.5Q15 232.5 8 229.5Z"],
};
const MIRROR = "scale(-1 1)";

// Every region there is: {key, part, side, view, finding, path, mirrored}. What is drawn
// on the viewer's right is the runner's left from the front, and right from the back.
export const REGIONS = regions.flatMap(({ half, path, ...region }) => {
  if (path) return [{ ...region, key: region.part, side: "", path }];
  const outer = region.view === "front" ? "left" : "right";
  return ["left", "right"].map((side) => ({
    ...region,
    key: `${region.part}_${side}`,
    side,
    path: half,
    mirrored: side !== outer,
  }));
});

const still = (d, mirrored) =>
  s("path", { class: "still", d, transform: mirrored ? MIRROR : undefined });

const trunk = (view) =>
  TRUNK[view].flatMap((d) => (view === "back" ? [still(d), still(d, true)] : [still(d)]));

// `tap(key)` is called for a tap; the element has `mark(key, what)`.
export const figure = (view, strings, tap) => {
  const paths = new Map();
  const regionsHere = REGIONS.filter((region) => region.view === view).map((region) => {
    const path = s("path", {
      class: "region",
      d: region.path,
      "data-key": region.key,
      transform: region.mirrored ? MIRROR : undefined,
      onclick: () => tap(region.key),
    });
    paths.set(region.key, path);
    return path;
  });
  const [atLeft, atRight] =
    view === "front"
      ? [strings.right_mark, strings.left_mark]
      : [strings.left_mark, strings.right_mark];
  const element = s(
    "svg",
    { viewBox: "-58 4 116 308", class: "figure", "aria-hidden": "true" },
    s("text", { x: -46, y: 40 }, atLeft),
    s("text", { x: 46, y: 40 }, atRight),
    s(
      "g",
      { transform: "scale(1.26 1)" }, // broader than people are: easier to hit
      still(HEAD), still(NECK), still(ARM), still(ARM, true), trunk(view), regionsHere,
    ),
  );
  return { element, mark: (key, what) => paths.get(key)?.setAttribute("data-is", what) };
};
