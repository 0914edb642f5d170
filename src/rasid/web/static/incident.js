// The page of an incident: a click on a number lights its words in the sentence under it; a switch of rule or outcome keeps
// the place on the page.
"use strict";

(() => {
  const KEPT = "rasid.incident.scroll";

  function clear() {
    for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
  }

  document.addEventListener("click", (event) => {
    const number = event.target.closest("[data-light]");
    if (number && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
      const mark = document.getElementById(number.dataset.light);
      if (!mark || mark.classList.contains("lit")) return; // the second click goes to the report
      event.preventDefault();
      clear();
      for (const part of mark.closest(".words").querySelectorAll(`mark[data-n="${mark.dataset.n}"]`)) part.classList.add("lit");
      return;
    }
    const total = event.target.closest("[data-claims]");
    if (total && total.dataset.claims) {
      event.preventDefault();
      clear();
      const rows = total.dataset.claims.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
      for (const row of rows) row.classList.add("lit");
      if (rows[0]) rows[0].scrollIntoView({ block: "center" });
      return;
    }
    if (event.target.closest("a[data-keep]")) sessionStorage.setItem(KEPT, String(window.scrollY));
  });

  const kept = sessionStorage.getItem(KEPT);
  if (kept !== null) {
    sessionStorage.removeItem(KEPT);
    window.scrollTo(0, Number(kept));
  }
})();
