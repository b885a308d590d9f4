// Typesets formulas: reads [[tex, whether it stands alone], ...] as JSON, and writes an SVG for each.
// Called by course_html.py with the folder in which npm has put MathJax.
const fs = require("node:fs");
const path = require("node:path");

const MathJax = require(path.join(path.resolve(process.argv[2]), "mathjax", "node-main.cjs"));

async function main() {
  const ready = await MathJax.init({
    loader: { load: ["input/tex", "output/svg"] },
    tex: { packages: { "[-]": ["noundefined", "noerrors"] } },
    output: { linebreaks: { inline: false } },
    svg: { fontCache: "none", linebreaks: { inline: false } },
  });
  const written = [];
  for (const [tex, display] of JSON.parse(fs.readFileSync(0, "utf8"))) {
    const svg = ready.startup.adaptor.outerHTML(await ready.tex2svgPromise(tex, { display }));
    if (svg.includes("data-mjx-error")) throw new Error(`no formula: ${tex}`);
    const label = tex.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
    written.push(
      svg
        .replace(/ data-[a-z-]+="[^"]*"/g, "")
        .replace('role="img"', () => `role="img" aria-label="${label}"`),
    );
  }
  process.stdout.write(JSON.stringify(written));
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
