// Bundles src/ into dist/widget.js, with the licences of what is inside beside it.
//   node build.mjs           builds
//   node build.mjs --check   fails if dist/ is not what src/ gives
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const LIMIT = 30_000; // bytes, gzipped

// The same sum is worked out by tests/channels/test_web_build.py, without Node.
const sourceSum = () => {
  const names = readdirSync(join(here, "src")).sort().map((name) => join("src", name));
  const sum = createHash("sha256");
  for (const name of [...names, "build.mjs", "package-lock.json"]) {
    sum.update(`${name.replaceAll(sep, "/")}\n`).update(readFileSync(join(here, name)));
  }
  return sum.digest("hex");
};

const minifiedCss = {
  name: "css as text",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const css = readFileSync(path, "utf8");
      const { code } = await esbuild.transform(css, { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

// Sockets and polling are enough; this leaves out the transport that nobody serves.
const withoutWebTransport = {
  name: "without WebTransport",
  setup(build) {
    build.onLoad({ filter: /transports\/webtransport\.js$/ }, () => ({
      contents: "export class WT {}",
    }));
  },
};

const bundle = async () => {
  const { outputFiles, metafile } = await esbuild.build({
    absWorkingDir: here,
    entryPoints: ["src/main.js"],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    legalComments: "none", // they are in widget.licences.txt
    metafile: true,
    write: false,
    plugins: [minifiedCss, withoutWebTransport],
  });
  const banner =
    "/* Backstride's chat. Inside it: see widget.licences.txt beside this file.\n" +
    `   Built from src/, sha256 ${sourceSum()} */\n`;
  return { script: banner + outputFiles[0].text, inputs: Object.keys(metafile.inputs) };
};

const licences = (inputs) => {
  const packages = inputs
    .map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1])
    .filter(Boolean);
  const parts = [...new Set(packages)].sort().map((name) => {
    const folder = join(here, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json")));
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    const text = file ? readFileSync(join(folder, file), "utf8").trim() : license;
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  return `Inside widget.js:\n\n${parts.join(`\n${"-".repeat(72)}\n\n`)}`;
};

const { script, inputs } = await bundle();
const built = { "widget.js": script, "widget.licences.txt": licences(inputs) };
const size = gzipSync(script, { level: 9 }).length;
if (size > LIMIT) throw new Error(`widget.js has ${size} bytes gzipped; at most ${LIMIT}.`);
for (const [name, text] of Object.entries(built)) {
  const path = join(here, "dist", name);
  if (!process.argv.includes("--check")) writeFileSync(path, text);
  else if (readFileSync(path, "utf8") !== text) {
    throw new Error(`dist/${name} is not what src/ gives: run "npm run build".`);
  }
}
console.log(`widget.js: ${size} bytes gzipped`);
