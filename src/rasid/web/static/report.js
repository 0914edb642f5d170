// The page of a report: a click on a number lights its words, a click on words lights their records, and what is selected is
// known by code points. Offsets are counted in the text of the page from the data-at of its line, never from what is drawn.
"use strict";

(() => {
  const article = () => document.getElementById("article");
  const body = () => document.getElementById("report-body");
  let selected = null;

  /** Code points in a fragment; those that are hidden stand in data-cps. */
  function points(fragment) {
    let count = 0;
    const walk = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    while (walk.nextNode()) {
      const node = walk.currentNode;
      if (node.nodeType === Node.TEXT_NODE) count += [...node.data].length;
      else if (node.dataset.cps) count += node.dataset.cps.split(" ").length;
    }
    return count;
  }

  /** The text of an element to the letter, hidden characters put back. */
  function textOf(root) {
    let out = "";
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    while (walk.nextNode()) {
      const node = walk.currentNode;
      if (node.nodeType === Node.TEXT_NODE) out += node.data;
      else if (node.dataset.cps) out += String.fromCodePoint(...node.dataset.cps.split(" ").map((c) => parseInt(c, 16)));
    }
    return out;
  }

  /** The code point at which a place of the page stands; null outside the text. */
  function offsetAt(node, offset) {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    const line = element && element.closest("[data-at]");
    const range = document.createRange();
    if (line && article().contains(line)) {
      range.setStart(line, 0);
      range.setEnd(node, offset);
      return Number(line.dataset.at) + points(range.cloneContents());
    }
    if (element !== article()) return null;
    const next = element.children[offset];
    return Number(next ? next.dataset.at : element.dataset.end);
  }

  /** Takes letters of two halves whole. */
  function whole(range) {
    const half = (node, at) => node.nodeType === Node.TEXT_NODE && /[\uDC00-\uDFFF]/.test(node.data.charAt(at));
    if (half(range.startContainer, range.startOffset)) range.setStart(range.startContainer, range.startOffset - 1);
    if (half(range.endContainer, range.endOffset)) range.setEnd(range.endContainer, range.endOffset + 1);
  }

  /** What is selected within the text, without the spaces round it; null where nothing is. */
  function selection() {
    const chosen = window.getSelection();
    if (!chosen || chosen.isCollapsed || chosen.rangeCount === 0 || !article()) return null;
    const range = chosen.getRangeAt(0).cloneRange();
    if (!article().contains(range.startContainer)) return null;
    whole(range);
    let start = offsetAt(range.startContainer, range.startOffset);
    let end = article().contains(range.endContainer)
      ? offsetAt(range.endContainer, range.endOffset)
      : Number(article().dataset.end);
    if (start === null || end === null) return null;
    const words = [...textOf(range.cloneContents())];
    const blank = (letter) => /\s/u.test(letter);
    let first = 0;
    let last = words.length;
    while (first < last && blank(words[first])) first += 1;
    while (last > first && blank(words[last - 1])) last -= 1;
    start += first;
    end = start + (last - first);
    return start < end ? { start, end, words: words.slice(first, last).join("") } : null;
  }

  const overlaps = (mark, start, end) => {
    const [a, b] = mark.dataset.span.split("-").map(Number);
    return a < end && b > start;
  };

  /** Marks of a span: those of exactly these words, else those that touch them. */
  function marksOf(span) {
    const exact = article().querySelectorAll(`mark[data-span="${CSS.escape(span)}"]`);
    if (exact.length) return [...exact];
    const [start, end] = span.split("-").map(Number);
    return [...article().querySelectorAll("mark")].filter((mark) => overlaps(mark, start, end));
  }

  function clear() {
    for (const lit of document.querySelectorAll(".lit, .current")) lit.classList.remove("lit", "current");
  }

  function seen(element) {
    const box = element.getBoundingClientRect();
    return box.top >= 60 && box.bottom <= window.innerHeight - 10;
  }

  function bring(element) {
    if (element && !seen(element)) {
      const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      element.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    }
  }

  /** Scrolls words into view that no element of their own holds. */
  function follow(range) {
    for (const box of [article().closest(".text"), window]) {
      const { top, bottom } = range.getBoundingClientRect();
      if (top < 60 || bottom > window.innerHeight - 10) box.scrollBy(0, top - window.innerHeight / 2);
    }
  }

  /** Lights the words of some spans. */
  function light(spans, from) {
    clear();
    const found = spans.filter(Boolean).flatMap(marksOf);
    for (const mark of found) mark.classList.add("lit");
    if (from) from.classList.add("lit");
    bring(found[0]);
    return found;
  }

  /** Lights the records of a mark and of those round it, and shows the first. */
  function open(mark) {
    clear();
    const spans = [];
    const refs = new Set();
    for (let at = mark; at && at !== article(); at = at.parentElement) {
      if (at.tagName !== "MARK") continue;
      spans.push(at.dataset.span);
      for (const ref of at.dataset.refs.split(" ")) if (ref) refs.add(ref);
      if (at === mark) for (const part of marksOf(at.dataset.span)) part.classList.add("lit");
    }
    const cards = [...refs].map((ref) => document.getElementById(`r-${ref}`)).filter(Boolean);
    for (const card of cards) card.classList.add("lit");
    let rows = [];
    for (const span of spans) {
      rows = [...body().querySelectorAll(".row")].filter((row) => row.dataset.lights.split(" ").includes(span));
      if (rows.length) break;
    }
    for (const row of rows) row.classList.add("lit");
    const first = rows.find((row) => !row.closest("#mentions")) || cards[0] || rows[0];
    if (first) {
      const folded = first.closest("details:not([open])");
      if (folded) folded.open = true;
      bring(first);
    }
    return first;
  }

  /** Tells those who hear the page what stands under the keys now. */
  function say(told) {
    const said = document.getElementById("mark-said") || Object.assign(document.createElement("span"), { id: "mark-said" });
    said.className = "visually-hidden";
    said.textContent = told;
    document.getElementById("notices").append(said);
  }

  function step(by) {
    const marks = [...article().querySelectorAll('mark[data-part="1"]:not(.off)')].filter((m) => !m.classList.contains("k-said"));
    if (!marks.length) return;
    const now = marks.findIndex((mark) => mark.classList.contains("current"));
    const next = marks[Math.min(marks.length - 1, Math.max(0, now < 0 ? (by > 0 ? 0 : marks.length - 1) : now + by))];
    clear();
    release();
    for (const part of marksOf(next.dataset.span)) part.classList.add("lit");
    next.classList.add("current");
    bring(next);
    say(`${textOf(next)} · ${next.title}`);
  }

  // Words are selected by keys too: one after the other, and more of them.
  let anchor = null;
  let head = null;

  /** Every word of the text, as a range. */
  function wordRanges() {
    const out = [];
    for (const line of article().querySelectorAll("[data-at]")) {
      const nodes = [];
      let text = "";
      const walk = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) {
        nodes.push([walk.currentNode, text.length]);
        text += walk.currentNode.data;
      }
      const place = (at, end) => {
        const [node, from] = nodes.findLast(([, start]) => (end ? start < at : start <= at));
        return [node, at - from];
      };
      for (const word of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
        const range = document.createRange();
        range.setStart(...place(word.index, false));
        range.setEnd(...place(word.index + word[0].length, true));
        out.push(range);
      }
    }
    return out;
  }

  /** The word at which keys begin: the one that was chosen last, the first of the mark under the keys, else the first of all. */
  function begin(all) {
    const mark = article().querySelector("mark.current");
    if (!mark) return -1;
    return all.findIndex((range) => range.intersectsNode(mark)) - 1;
  }

  /** Selects the next word, or with `more` takes it in too. */
  function choose(by, more) {
    const all = wordRanges();
    if (!all.length) return;
    const from = head ?? begin(all);
    head = Math.min(all.length - 1, Math.max(0, from + by));
    if (!more || anchor === null) anchor = head;
    const [first, last] = [Math.min(anchor, head), Math.max(anchor, head)].map((at) => all[at]);
    for (const mark of article().querySelectorAll("mark.current")) mark.classList.remove("current");
    window.getSelection().setBaseAndExtent(first.startContainer, first.startOffset, last.endContainer, last.endOffset);
    follow(all[head]);
    say(selection()?.words ?? "");
  }

  /** Lets go of what is selected. */
  function release() {
    if (anchor === null) return;
    anchor = head = null;
    window.getSelection().removeAllRanges();
  }

  document.addEventListener("click", (event) => {
    const from = event.target.closest("[data-lights]");
    const link = event.target.closest("a[data-lights]");
    if (link) {
      event.preventDefault();
      light(link.dataset.lights.split(" "), link.closest(".row, .card"));
      return;
    }
    const mark = event.target.closest("#article mark");
    if (mark && window.getSelection().isCollapsed) {
      open(mark);
      return;
    }
    const use = event.target.closest(".use-selection");
    if (use && selected) {
      pick(use.closest(".picked"));
      return;
    }
    if (from && !event.target.closest("button, a, input, select, summary, form, label")) {
      light(from.dataset.lights.split(" "), from);
    }
  });

  function pick(place) {
    place.querySelector('[name="span"]').value = `${selected.start}-${selected.end}`;
    place.querySelector(".picked-words").textContent = selected.words;
  }

  document.addEventListener("selectionchange", () => {
    const now = selection();
    document.body.classList.toggle("has-selection", now !== null);
    if (!now) return;
    selected = now;
    const add = document.querySelector("#add .picked");
    if (add) pick(add);
  });

  document.addEventListener("pointerdown", () => { anchor = head = null; });

  document.addEventListener("keydown", (event) => {
    if (event.target !== article() || event.altKey || event.metaKey) return;
    const rtl = getComputedStyle(article()).direction === "rtl";
    const forward = rtl ? "ArrowLeft" : "ArrowRight";
    const back = rtl ? "ArrowRight" : "ArrowLeft";
    const words = event.ctrlKey || event.shiftKey;
    if (event.key === forward) words ? choose(1, event.shiftKey) : step(1);
    else if (event.key === back) words ? choose(-1, event.shiftKey) : step(-1);
    else if (words) return;
    else if (event.key === "Escape") { clear(); release(); }
    else if (event.key === "Enter") {
      const adding = document.getElementById("add");
      if (anchor !== null && adding) {
        adding.open = true;
        adding.querySelector("select").focus();
      } else {
        const mark = article().querySelector("mark.current");
        const shown = mark && open(mark);
        const focus = shown && (shown.querySelector("a, button, summary") || shown);
        if (focus) focus.focus();
      }
    } else return;
    event.preventDefault();
  });

  // Where words were added the text has the focus again, and the new mark is lit.
  let added = null;
  document.addEventListener("htmx:before:swap", (event) => {
    const form = event.target.closest?.("#add form");
    added = form && event.detail.ctx.response.status < 400 ? form.querySelector('[name="span"]').value : null;
  });
  document.addEventListener("htmx:after:swap", () => {
    if (!added) return;
    selected = anchor = head = null;
    window.getSelection().removeAllRanges();
    article().focus({ preventScroll: true });
    const [mark] = light([added]);
    if (mark) mark.classList.add("current");
    added = null;
  });

  document.addEventListener("change", (event) => {
    const box = event.target.closest(".legend [data-kind]");
    if (!box) return;
    const off = new Set([...document.querySelectorAll(".legend [data-kind]:not(:checked)")].map((b) => `k-${b.dataset.kind}`));
    for (const mark of article().querySelectorAll("mark")) {
      mark.classList.toggle("off", [...mark.classList].filter((c) => c.startsWith("k-")).every((c) => off.has(c)));
    }
  });

  // An editor that is opened closes the one before it.
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches("details.edit") || !event.target.open) return;
    for (const other of document.querySelectorAll("details.edit[open]")) if (other !== event.target) other.open = false;
  }, true);

  window.rasidReport = { textOf, selection, offsetAt };
})();
