// Sets formulas with MathJax, and says each in words for screen readers.
// In: [[tex, display], …] as JSON. Out: {css, formulas: [{html} or {error}, …]}.
// The style sheet covers the characters of these formulas and no others, so the whole book is set in one go.
import { readFileSync } from "node:fs";
import { mathjax } from "mathjax-full/js/mathjax.js";
import { TeX } from "mathjax-full/js/input/tex.js";
import { CHTML } from "mathjax-full/js/output/chtml.js";
import { liteAdaptor } from "mathjax-full/js/adaptors/liteAdaptor.js";
import { RegisterHTMLHandler } from "mathjax-full/js/handlers/html.js";
import { AssistiveMmlHandler } from "mathjax-full/js/a11y/assistive-mml.js";
import "mathjax-full/js/input/tex/AllPackages.js";
import speech from "speech-rule-engine";

const packages = ["base", "ams", "newcommand", "boldsymbol", "cancel", "color", "mathtools"];
const formatError = (jax, error) => { throw error; };

const adaptor = liteAdaptor();
AssistiveMmlHandler(RegisterHTMLHandler(adaptor));
const chtml = new CHTML({ fontURL: "mathjax" });
const page = mathjax.document("", { InputJax: new TeX({ packages, formatError }), OutputJax: chtml });

speech.setupEngine({ locale: "en", domain: "clearspeak" });
await speech.engineReady();

function sayInWords(math) {
  const words = speech.toSpeech(math).replace("1 lines Line 1: ", ""); // how it counts an equation with a number
  return math.replace("<math ", `<math aria-label="${words.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}" `);
}

function set([tex, display]) {
  try {
    const html = adaptor.outerHTML(page.convert(tex, { display, em: 16, ex: 8 }));
    return { html: html.replace(/<math .*<\/math>/s, sayInWords) };
  } catch (error) {
    return { error: error.message };
  }
}

const formulas = JSON.parse(readFileSync(0, "utf8")).map(set);
console.log(JSON.stringify({ css: adaptor.textContent(chtml.styleSheet(page)), formulas }));
