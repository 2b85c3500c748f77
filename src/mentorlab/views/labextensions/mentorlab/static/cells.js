// Which cells are ours: the fixed shapes that the builder writes, and nothing else.
//
// A cell is run by being opened only if its whole text has one of these shapes, letter for letter, so all
// that a stranger can choose is what stands inside string literals, and the functions called treat those as
// untrusted data. `item/cells.py` writes and reads the same shapes; a test compares the two.

const START = "### BEGIN HIDDEN TESTS";
const END = "### END HIDDEN TESTS";

// What stands between `name(` and `)`, line by line: "literal" is a line that holds one string.
const SHAPES = {
  practice: [["literal", "literal"]],
  exercise: [["literal"]],
  mark: [["literal"], ["literal", START, "literal", END]],
};

const known = new Map();

// The name of the call that this text is, or null: `practice`, `exercise`, `mark` or `home`.
export function callOf(text) {
  if (!text.startsWith("from mentorlab.views import ")) {
    return null;
  }
  if (!known.has(text)) {
    known.set(text, readCall(text));
  }
  return known.get(text);
}

function readCall(text) {
  if (text === "from mentorlab.views import home\nhome()") {
    return "home";
  }
  const lines = text.split("\n");
  for (const [name, shapes] of Object.entries(SHAPES)) {
    const opens = lines[0] === `from mentorlab.views import ${name}` && lines[1] === `${name}(`;
    if (opens && lines.at(-1) === ")") {
      const inner = lines.slice(2, -1);
      return shapes.some((shape) => fits(inner, shape)) ? name : null;
    }
  }
  return null;
}

function fits(lines, shape) {
  return (
    lines.length === shape.length &&
    shape.every((part, index) => (part === "literal" ? isLiteral(lines[index]) : lines[index] === part))
  );
}

// `    "…",` with one JSON string in it, written as the builder writes it. JSON's own grammar decides, so
// nothing can follow the string.
function isLiteral(line) {
  const literal = line.slice(4, -1);
  if (line !== `    ${literal},` || !literal.startsWith('"')) {
    return false;
  }
  try {
    return asLiteral(JSON.parse(literal)) === literal;
  } catch {
    return false;
  }
}

// What the builder escapes beyond JSON's own needs: characters that some readers take for the end of a line,
// halves of characters, and the words at which nbgrader cuts.
const AWKWARD = /[\u007f-\u009f\u2028\u2029\ufeff\ud800-\udfff]/gu;
const CUTS = /(BEGIN|END)(?= (?:HIDDEN TESTS|SOLUTION|MARK SCHEME))|AUTOTEST/g;

const escape = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

const asLiteral = (text) =>
  JSON.stringify(text)
    .replace(AWKWARD, escape)
    .replace(CUTS, (word) => escape(word) + word.slice(1));

// Whether a notebook says that it is ours. It decides what we look at, never what we run.
export function isOurs(model) {
  const said = model?.getMetadata("mentorlab");
  return typeof said === "object" && said !== null;
}

// The cells of a notebook widget that are ours to run, with the name of their call.
export function ourCells(notebook) {
  return notebook.widgets
    .filter((cell) => cell.model.type === "code")
    .map((cell) => ({ cell, call: callOf(cell.model.sharedModel.getSource()) }))
    .filter(({ call }) => call !== null);
}
