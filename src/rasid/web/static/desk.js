// Keys, the choice of light and dark, and the other language without losing the place. Everything works without it.
"use strict";
(() => {
  const root = document.documentElement;
  const typing = (node) => node instanceof HTMLElement && (node.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(node.tagName));

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    if (event.target.closest("[data-theme-switch]")) {
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      document.cookie = `rasid_theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
    }
    const language = event.target.closest("[data-language-switch]");
    if (language) keepPlace(language);
  });

  // How far down the page is goes along in the tab, not in the address.
  const keepPlace = (link) => {
    const whole = root.scrollHeight - innerHeight;
    sessionStorage.setItem("rasid_place", JSON.stringify([location.pathname, whole > 0 ? scrollY / whole : 0]));
    if (location.hash) link.hash = location.hash;
  };
  const place = sessionStorage.getItem("rasid_place");
  if (place) {
    sessionStorage.removeItem("rasid_place");
    const [path, share] = JSON.parse(place);
    if (path === location.pathname) requestAnimationFrame(() => scrollTo(0, share * (root.scrollHeight - innerHeight)));
  }
  const address = new URL(location.href);
  if (address.searchParams.has("lang") || address.searchParams.has("done")) {
    address.searchParams.delete("lang");
    address.searchParams.delete("done"); // what was done is told once
    history.replaceState(null, "", address);
  }

  // For browsers whose sheets cannot open what is folded.
  const wide = matchMedia("(min-width: 52.01rem)");
  const unfold = () => { if (wide.matches) for (const fold of document.querySelectorAll(".fold")) fold.open = true; };
  if (!CSS.supports("selector(::details-content)")) { unfold(); wide.addEventListener("change", unfold); }

  if (!wide.matches) {
    for (const facet of document.querySelectorAll(".facet[open]")) facet.open = facet.querySelector(".chosen") !== null;
  }

  const lines = () => [...document.querySelectorAll("[data-line]")];
  let at = -1;
  const move = (step) => {
    const found = lines();
    if (!found.length) return;
    const focused = found.findIndex((line) => line.contains(document.activeElement));
    at = Math.max(0, Math.min(found.length - 1, (focused >= 0 ? focused : at) + step));
    const link = found[at].querySelector("a");
    link?.focus();
    found[at].scrollIntoView({ block: "nearest" });
  };
  // Where g and a second key lead stands in the help.
  const section = (key) => [...document.querySelectorAll("[data-go]")].find((told) => told.textContent === key)?.dataset.go;
  let going = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      // An editor folds, and keeps what was typed into it; any other field is left.
      const fold = document.activeElement?.closest("details[open]:is(.edit, .add, .history)");
      if (fold) {
        fold.open = false;
        fold.querySelector("summary").focus();
      } else if (typing(document.activeElement)) document.activeElement.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    // The place of a key, so that the same key serves while Arabic is typed.
    const key = event.key === "?" || event.key === "؟" ? "?" : event.code === "Slash" ? "/" : event.code.replace(/^Key/, "").toLowerCase();
    if (Date.now() - going < 1200) {
      going = 0;
      const address = section(key);
      if (address) { event.preventDefault(); location.assign(address); return; }
    }
    const acts = {
      j: () => move(1), k: () => move(-1), g: () => { going = Date.now(); },
      l: () => document.querySelector("[data-language-switch]")?.click(),
      "/": () => document.querySelector("[data-search]")?.focus(),
      "?": () => document.getElementById("keys")?.showModal(),
    };
    if (acts[key]) { event.preventDefault(); acts[key](); }
  });

  // A swap takes away what had the focus, and folds what was unfolded. Both are put back: the focus goes to the same place of the
  // field that was decided on, so that the next key does not begin at the top of the page.
  const FIELD = ".row[id], .card[id], dd[id]";
  let before = null;
  document.addEventListener("htmx:before:swap", () => {
    const field = document.activeElement?.closest(FIELD);
    before = {
      field: field?.id,
      lights: field?.dataset.lights,
      unfolded: [...document.querySelectorAll("details[id][open]:not(.edit, .add)")].map((fold) => fold.id),
    };
  });
  document.addEventListener("htmx:after:swap", () => {
    if (!before) return;
    const { field, lights, unfolded } = before;
    before = null;
    for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
    const now = document.activeElement;
    if (!field || (now !== document.body && now?.checkVisibility())) return;
    // What a record of one row is called changes with its kind; its words stay.
    const same = document.getElementById(field) || (lights && document.querySelector(`.row[data-lights="${CSS.escape(lights)}"]`));
    const [next] = ["summary.act-edit", ".acts button", "summary", "a"].map((what) => same?.querySelector(what)).filter(Boolean);
    next?.focus({ preventScroll: true });
  });

  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:error", "htmx:response:error"]) {
    document.addEventListener(name, (event) => {
      // What the desk refuses it answers with a part that says why.
      if ([409, 422].includes(event.detail?.ctx?.response?.status)) return;
      document.getElementById("trouble").hidden = false;
    });
  }
})();
