// Copies the few files the pages need out of the npm packages and lists them in vendor.json.
// Run it after changing a version or an icon: `npm ci && npm run vendor`, then delete node_modules.
// Its output is committed, so nobody who runs the program needs Node.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const here = import.meta.dirname;

const icons = [
  // topics
  "box", "bot", "circuit-board", "clapperboard", "hammer", "headphones", "lightbulb", "music",
  "printer", "scissors", "shirt", "zap",
  // facts and states
  "award", "badge-check", "calendar-days", "check", "circle-alert", "circle-check", "clock",
  "heart-pulse", "hourglass", "info", "lock", "map-pin", "party-popper", "school", "shield-check",
  "sparkles", "star", "triangle-alert", "users", "wifi", "wifi-off",
  // actions and places
  "arrow-left", "arrow-right", "camera", "camera-off", "chevron-right", "clipboard-check",
  "download", "external-link", "eye", "file-spreadsheet", "filter", "hand", "house", "keyboard",
  "languages", "list-checks", "log-in", "log-out", "mail", "pencil", "plus", "qr-code", "search",
  "tablet-smartphone", "trash-2", "undo-2", "user", "user-round", "x",
];

const fontRanges = ["latin", "latin-ext", "cyrillic"];
const fontWeights = ["400Regular", "700Bold", "800ExtraBold"];

/** Package → [file in the package, file here]. */
const wanted = {
  "@expo-google-fonts/nunito": [
    ["LICENSE_FONT", "pdf/LICENSE"],
    ...fontWeights.map((weight) => [
      `${weight}/Nunito_${weight}.ttf`,
      `pdf/Nunito-${weight.slice(3)}.ttf`,
    ]),
  ],
  "@fontsource-variable/nunito": [
    ["LICENSE", "fonts/LICENSE"],
    ...fontRanges.map((range) => [
      `files/nunito-${range}-wght-normal.woff2`,
      `fonts/nunito-${range}.woff2`,
    ]),
  ],
  "htmx.org": [
    ["LICENSE", "htmx/LICENSE"],
    ["dist/htmx.min.js", "htmx/htmx.min.js"],
  ],
  idb: [
    ["LICENSE", "idb/LICENSE"],
    ["build/index.js", "idb/index.js"],
  ],
  "lucide-static": [
    ["LICENSE", "lucide/LICENSE"],
    ...icons.map((icon) => [`icons/${icon}.svg`, `lucide/${icon}.svg`]),
  ],
  "zxing-wasm": [
    ["LICENSE", "zxing/LICENSE"],
    ["dist/es/reader/index.js", "zxing/reader/index.js"],
    ["dist/es/share.js", "zxing/share.js"],
    ["dist/reader/zxing_reader.wasm", "zxing/reader/zxing_reader.wasm"],
  ],
};

/** What a package's own licence field does not say. */
const notes = {
  "zxing-wasm": "The .wasm file is compiled from ZXing-C++, Apache-2.0.",
};

function copy(name, source, target) {
  const path = join(here, target);
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(join(here, "node_modules", name, source), path);
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

for (const folder of ["fonts", "htmx", "idb", "lucide", "pdf", "zxing"]) {
  rmSync(join(here, folder), { recursive: true, force: true });
}

const packages = Object.entries(wanted).map(([name, files]) => {
  const manifest = readFileSync(join(here, "node_modules", name, "package.json"), "utf8");
  const { version, license } = JSON.parse(manifest);
  const sums = files.map(([source, target]) => [target, copy(name, source, target)]);
  return {
    name,
    version,
    licence: license,
    ...(notes[name] && { note: notes[name] }),
    files: Object.fromEntries(sums),
  };
});

writeFileSync(join(here, "vendor.json"), `${JSON.stringify({ packages }, null, 2)}\n`);
