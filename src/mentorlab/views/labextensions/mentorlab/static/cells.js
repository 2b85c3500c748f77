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

// The name of the call that this text is, or null: `practice`, `exercise`, `mark` or `home`.
export function callOf(text) {
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

// These two are line ends in JavaScript's eyes of old, so the builder escapes them.
const asLiteral = (text) =>
  JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");

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
