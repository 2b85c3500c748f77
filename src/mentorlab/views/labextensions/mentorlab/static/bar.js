// The bar above a page of ours: the way home, what Python is doing, and the way to the code.

// `onCode` is called when the code is to be shown or hidden.
export function makeBar(onCode) {
  const node = document.createElement("div");
  node.setAttribute("role", "group");
  node.setAttribute("aria-label", "This page");
  node.className = "mentorlab-bar";
  const home = document.createElement("a");
  home.textContent = "All modules";
  home.hidden = true;
  const exercises = document.createElement("a");
  exercises.textContent = "The exercises of this lesson";
  exercises.hidden = true;
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  const mend = document.createElement("button");
  mend.type = "button";
  mend.textContent = "Try again";
  mend.hidden = true;
  const code = document.createElement("button");
  code.type = "button";
  code.className = "mentorlab-bar-code";
  code.addEventListener("click", onCode);
  node.append(home, exercises, status, mend, code);
  return {
    node,
    say(said) {
      status.textContent = said?.text ?? "";
      status.classList.toggle("mentorlab-mod-serious", Boolean(said?.mend));
      mend.hidden = !said?.mend;
      mend.onclick = said?.mend ?? null;
    },
    codeShown(shown) {
      code.textContent = shown ? "Hide the code" : "Show the code";
    },
    offerExercises(address) {
      exercises.href = address;
      exercises.hidden = false;
    },
    offerHome(address) {
      home.href = address;
      home.hidden = false;
    },
  };
}
