// Replies of a talk: chosen once at a time, and by their numbers.
//
// New replies come where the old ones stood, under a pointer that rests there: the second click of a double click,
// or a key that is held, would answer a scene that nobody has read. So after a choice nothing can be chosen for a
// moment, and a key counts once.

const REPLIES = ".ml-replies button";
const CHOICES = `${REPLIES}, button.ml-pause, .ml-pause button`;
const MOMENT = 600; // milliseconds
const TEXT = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable=true]";

// Watches one notebook panel until it is closed.
export function guardReplies(panel) {
  let chosen = -Infinity;
  const resting = () => performance.now() - chosen < MOMENT;
  const refuse = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  // Said to be disabled, so that a screen reader tells why nothing happens; the focus can still be sent there.
  const rest = (node) => {
    for (const button of node.querySelectorAll(CHOICES)) {
      if (!button.hasAttribute("aria-disabled")) {
        button.setAttribute("aria-disabled", "true");
        setTimeout(() => button.removeAttribute("aria-disabled"), MOMENT - (performance.now() - chosen));
      }
    }
  };
  const watch = new MutationObserver(() => {
    if (resting()) {
      rest(panel.content.node);
    }
  });
  watch.observe(panel.content.node, { childList: true, subtree: true });

  const onClick = (event) => {
    if (!event.target.closest?.(CHOICES)) {
      return;
    }
    if (event.detail > 1 || resting()) {
      refuse(event);
    } else {
      chosen = performance.now();
    }
  };
  const onKey = (event) => {
    const choice = event.target.closest?.(CHOICES);
    if (event.repeat && choice && (event.key === "Enter" || event.key === " ")) {
      refuse(event);
      return;
    }
    const number = /^[1-9]$/.test(event.key) ? Number(event.key) : 0;
    if (!number || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.(TEXT)) {
      return;
    }
    const button = playerInView(panel)?.querySelectorAll(REPLIES)[number - 1];
    if (button && !resting() && panel.hasClass("mentorlab-mod-reading")) {
      refuse(event);
      button.click();
    }
  };
  panel.node.addEventListener("click", onClick, true);
  panel.node.addEventListener("keydown", onKey, true);
  panel.disposed.connect(() => watch.disconnect());
}

// The talk that a number is meant for: the one with the focus, or the one of which most is to be seen.
function playerInView(panel) {
  const focused = document.activeElement?.closest?.(".ml-player");
  if (focused && panel.node.contains(focused)) {
    return focused;
  }
  const seen = (node) => {
    const { top, bottom } = node.getBoundingClientRect();
    return Math.min(bottom, window.innerHeight) - Math.max(top, 0);
  };
  const players = [...panel.node.querySelectorAll(".ml-player")].filter((node) => seen(node) > 0);
  return players.sort((one, other) => seen(other) - seen(one))[0] ?? null;
}
