// Map and timeline of incidents, drawn on two canvases. Nothing is fetched but from this server, no point is moved: what shares
// a place stands on that place, what is near on the screen is gathered on the place that has most of it.
"use strict";
(() => {
  const root = document.getElementById("map");
  if (!root) return;

  const TILE = 256, LEAST_ZOOM = 1.5, MOST_ZOOM = 13;
  const GATHER = 46; // px within which places are gathered
  const LISTED = 40; // incidents fetched for a list at once
  const DAY = 86400000;
  const EARTH_M = 40075016.686;

  const $ = (selector, within = root) => within.querySelector(selector);
  const words = JSON.parse($("#map-words").textContent);
  const locale = words.locale;
  const rtl = getComputedStyle(root).direction === "rtl";
  const number = new Intl.NumberFormat(locale);
  const plural = new Intl.PluralRules(locale);
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  const counted = (forms, n) => (forms[plural.select(n)] || forms.other).replace("{n}", number.format(n));
  const iso = (day) => new Date(day * DAY).toISOString().slice(0, 10);
  const dayOf = (text) => Math.round(Date.parse(text + "T00:00:00Z") / DAY);

  // Web Mercator, the world 0 to 1 in both directions.
  const toX = (lon) => (lon + 180) / 360;
  const toY = (lat) => {
    const sine = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  };
  const toLat = (y) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
  const toLon = (x) => x * 360 - 180;

  const canvas = $("#map-canvas"), pen = canvas.getContext("2d");
  const timeCanvas = $("#time-canvas"), timePen = timeCanvas.getContext("2d");
  const form = $("#map-filters"), list = $("#map-list"), listTitle = $("#map-list-title"), more = $("#map-more");
  const says = $("#map-says");

  const view = { x: toX(40), y: toY(28), zoom: 4, width: 0, height: 0, ratio: 1 };
  const span = { from: null, to: null, first: 0, last: 0 };
  let colours = {};
  let base = null, places = null, towns = [], rows = null, tiles = null;
  let passes = null; // Uint8Array: bit 1 filters but time, bit 2 time too
  let perPlace = null; // incidents that pass, by place
  let ofPlace = null; // all incidents, by place
  let clusters = [], clustersAt = null;
  let chosen = null; // {title, places} or {kind: "unplaced" | "undated"}
  let drawn = false;

  // What is drawn in which colour stands in map.css; it changes with the theme.
  function readColours() {
    const style = getComputedStyle(root);
    for (const name of ["sea", "land", "border", "coast", "label", "halo", "point", "point-text", "circle", "chosen", "bar", "bar-off", "axis"])
      colours[name] = style.getPropertyValue(`--map-${name}`).trim();
    colours.font = style.fontFamily;
  }

  // ---- what comes from the server

  function unpackBase(raw) {
    const scale = raw.scale;
    const arcs = raw.arcs.map((steps) => {
      const out = new Float64Array(steps.length);
      let x = 0, y = 0;
      for (let n = 0; n < steps.length; n += 2) {
        x += steps[n];
        y += steps[n + 1];
        out[n] = toX(x / scale);
        out[n + 1] = toY(y / scale);
      }
      return { points: out, box: boxOf([out]) };
    });
    const rings = raw.rings.map((ring) => ({ arcs: ring, box: boxOf(ring.map((arc) => arcs[arc < 0 ? ~arc : arc].points)) }));
    const countries = raw.countries.map(([lon, lat, area, ar, en]) => ({ x: toX(lon), y: toY(lat), area, name: words.lang === "ar" ? ar : en }));
    return { arcs, rings, borders: new Set(raw.borders), countries };
  }

  function boxOf(lists) {
    let west = 2, north = 2, east = -1, south = -1;
    for (const points of lists)
      for (let n = 0; n < points.length; n += 2) {
        if (points[n] < west) west = points[n];
        if (points[n] > east) east = points[n];
        if (points[n + 1] < north) north = points[n + 1];
        if (points[n + 1] > south) south = points[n + 1];
      }
    return [west, north, east, south];
  }

  function unpackPoints(raw) {
    const count = raw.id.length;
    places = raw.places.map(([lat, lon, radius, name]) => ({ x: toX(lon), y: toY(lat), lat, radius, name }));
    rows = {
      count, id: raw.id, types: raw.types, countries: raw.countries,
      place: Int32Array.from(raw.place), // -1: no point
      day: Int32Array.from(raw.day, (day) => (day === null ? -1e9 : day)),
      last: Int32Array.from(raw.last, (day) => (day === null ? -1e9 : day)),
      type: Int16Array.from(raw.type), country: Int16Array.from(raw.country),
      killed: Int32Array.from(raw.killed, (killed) => (killed === null ? -1 : killed)),
    };
    passes = new Uint8Array(count);
    perPlace = new Int32Array(places.length);
    ofPlace = places.map(() => []);
    let first = 1e9, last = -1e9;
    for (let n = 0; n < count; n++) {
      if (rows.place[n] >= 0) ofPlace[rows.place[n]].push(n);
      if (rows.day[n] > -1e9) {
        first = Math.min(first, rows.day[n]);
        last = Math.max(last, rows.last[n]);
      }
    }
    span.first = first > last ? 0 : first;
    span.last = first > last ? 0 : last;
  }

  // ---- which incidents are shown

  function filter() {
    const type = form.elements.type.value, country = form.elements.country.value;
    const least = parseInt(form.elements.killed.value, 10) || 0;
    const typeAt = type === "" ? -1 : rows.types.findIndex(([code]) => code === type);
    const countryAt = country === "" ? -1 : rows.countries.findIndex(([code]) => code === country);
    const { from, to } = span;
    const whole = from === null && to === null;
    perPlace.fill(0);
    let shown = 0, undated = 0, unplaced = 0;
    for (let n = 0; n < rows.count; n++) {
      let pass = (type === "" || rows.type[n] === typeAt) && (country === "" || rows.country[n] === countryAt) && (!least || rows.killed[n] >= least) ? 1 : 0;
      if (pass) {
        const dated = rows.day[n] > -1e9;
        if (!dated) undated++;
        // An incident of several days is in a span that holds one of them. Without days it is in none but the whole.
        if (whole || (dated && (to === null || rows.day[n] <= to) && (from === null || rows.last[n] >= from))) {
          pass = 3;
          if (rows.place[n] >= 0) {
            perPlace[rows.place[n]]++;
            shown++;
          } else unplaced++;
        }
      }
      passes[n] = pass;
    }
    clustersAt = null;
    says.textContent = counted(words.shown, shown);
    const active = [type, country, least, from !== null, to !== null].filter(Boolean).length;
    $("#map-active").textContent = counted(words.active, active);
    $("#map-active").hidden = !active;
    $("#map-unplaced").textContent = counted(words.unplaced, unplaced);
    $("#map-undated").textContent = counted(whole ? words.undated_in : words.undated_out, undated);
    $("#map-unplaced").disabled = !unplaced;
    $("#map-undated").disabled = !undated;
    root.dataset.shown = shown;
    root.dataset.unplaced = unplaced;
    root.dataset.undated = undated;
    histogram = null;
  }

  // ---- gathering: places by how many incidents they have; each takes in those near it that are not taken yet

  function gather() {
    const at = Math.round(view.zoom * 4) / 4;
    if (clustersAt === at) return;
    clustersAt = at;
    const size = TILE * 2 ** at, cell = GATHER / size;
    const order = [];
    for (let n = 0; n < places.length; n++) if (perPlace[n]) order.push(n);
    order.sort((a, b) => perPlace[b] - perPlace[a] || a - b);
    const grid = new Map();
    const key = (x, y) => x * 4194304 + y;
    for (const n of order) {
      const k = key(Math.floor(places[n].x / cell), Math.floor(places[n].y / cell));
      const there = grid.get(k);
      if (there) there.push(n);
      else grid.set(k, [n]);
    }
    const taken = new Uint8Array(places.length);
    clusters = [];
    for (const n of order) {
      if (taken[n]) continue;
      const { x, y } = places[n], members = [];
      let count = 0;
      const cx = Math.floor(x / cell), cy = Math.floor(y / cell);
      for (let dx = -1; dx <= 1; dx++)
        for (let dy = -1; dy <= 1; dy++)
          for (const other of grid.get(key(cx + dx, cy + dy)) || []) {
            if (taken[other]) continue;
            const ox = places[other].x - x, oy = places[other].y - y;
            if (ox * ox + oy * oy <= cell * cell) {
              taken[other] = 1;
              members.push(other);
              count += perPlace[other];
            }
          }
      clusters.push({ place: n, members, count });
    }
    root.dataset.clusters = clusters.length;
  }

  const sizeOf = (count) => (count === 1 ? 5 : Math.min(24, 8 + 2.6 * Math.log(count)));

  // ---- drawing

  let waiting = false;
  function draw() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      paint();
    });
  }

  function paint() {
    if (!view.width) return;
    const { width, height, ratio } = view, size = TILE * 2 ** view.zoom;
    const left = view.x * size - width / 2, top = view.y * size - height / 2;
    const box = [left / size, top / size, (left + width) / size, (top + height) / size];
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.fillStyle = colours.sea;
    pen.fillRect(0, 0, width, height);
    if (base) paintBase(size, left, top, box);
    const detail = tiles ? tiles.paint(pen, view, size, left, top, colours) : false;
    if (base) paintNames(size, left, top, detail);
    if (rows) paintPoints(size, left, top);
    paintScale(size);
    if (rows && !drawn) {
      drawn = true;
      root.dataset.ready = String(Math.round(performance.now()));
      root.classList.remove("is-loading");
    }
  }

  const meets = (a, b) => a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];

  function trace(points, size, left, top, back, move) {
    let px = 1e9, py = 1e9;
    const count = points.length;
    for (let k = 0; k < count; k += 2) {
      const n = back ? count - 2 - k : k;
      const x = points[n] * size - left, y = points[n + 1] * size - top;
      // Steps of less than half a pixel are not seen.
      if (k && k < count - 2 && Math.abs(x - px) + Math.abs(y - py) < 0.6) continue;
      if (move && !k) pen.moveTo(x, y);
      else pen.lineTo(x, y);
      px = x;
      py = y;
    }
  }

  function paintBase(size, left, top, box) {
    pen.beginPath();
    for (const ring of base.rings) {
      if (!meets(ring.box, box)) continue;
      ring.arcs.forEach((arc, n) => trace(base.arcs[arc < 0 ? ~arc : arc].points, size, left, top, arc < 0, n === 0));
      pen.closePath();
    }
    pen.fillStyle = colours.land;
    pen.fill();
    for (const border of [false, true]) {
      pen.beginPath();
      base.arcs.forEach((arc, n) => {
        if (base.borders.has(n) === border && meets(arc.box, box)) trace(arc.points, size, left, top, false, true);
      });
      pen.lineWidth = border ? 1 : 0.8;
      pen.setLineDash(border ? [4, 2] : []);
      pen.strokeStyle = border ? colours.border : colours.coast;
      pen.stroke();
    }
    pen.setLineDash([]);
  }

  // Names that would touch one that stands already are left out; the larger country, the larger town comes first.
  function paintNames(size, left, top, detail) {
    const stand = [];
    if (rows) {
      gather();
      for (const { place, count } of clusters) {
        const reach = sizeOf(count);
        stand.push([places[place].x * size - left - reach, places[place].y * size - top - reach, 2 * reach, 2 * reach]);
      }
    }
    const free = (x, y, w, h) => {
      for (const [ox, oy, ow, oh] of stand) if (x < ox + ow && x + w > ox && y < oy + oh && y + h > oy) return false;
      stand.push([x, y, w, h]);
      return true;
    };
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.direction = rtl ? "rtl" : "ltr";
    pen.lineJoin = "round";
    pen.lineWidth = 3;
    pen.strokeStyle = colours.halo;
    pen.fillStyle = colours.label;
    const name = (text, x, y, font, w, h) => {
      if (x < -60 || y < -10 || x > view.width + 60 || y > view.height + 10) return false;
      if (!free(x - w / 2, y - h / 2, w, h)) return false;
      pen.font = font;
      pen.strokeText(text, x, y);
      pen.fillText(text, x, y);
      return true;
    };
    if (view.zoom < 8)
      for (const { x, y, area, name: text } of base.countries) {
        const wide = Math.sqrt(area) * (size / 360);
        if (wide < 34 || (wide > view.width * 3 && view.zoom > 7)) continue;
        const px = Math.max(11, Math.min(15, wide / 9));
        // Beside the points where they stand on its place.
        for (const aside of [0, 22, -22, 40, -40, 60, -60])
          if (name(text, x * size - left, y * size - top + aside, `600 ${px}px ${colours.font}`, text.length * px * 0.62, px * 1.5)) break;
      }
    if (view.zoom < 5 || detail) return;
    const least = view.zoom < 6 ? 500000 : view.zoom < 7 ? 150000 : view.zoom < 8 ? 40000 : view.zoom < 9 ? 8000 : 0;
    pen.fillStyle = colours.label;
    let count = 0;
    for (const town of towns) {
      if (town.people < least) break;
      const x = town.x * size - left, y = town.y * size - top;
      if (x < 0 || y < 0 || x > view.width || y > view.height) continue;
      if (name(town.name, x, y - 9, `400 11px ${colours.font}`, town.name.length * 6.4, 14)) {
        pen.beginPath();
        pen.arc(x, y, 1.6, 0, 7);
        pen.fill();
        if (++count > 140) break;
      }
    }
  }

  function paintPoints(size, left, top) {
    gather();
    const perMetre = size / EARTH_M;
    const inView = [];
    for (const cluster of clusters) {
      const place = places[cluster.place];
      const x = place.x * size - left, y = place.y * size - top;
      if (x < -80 || y < -80 || x > view.width + 80 || y > view.height + 80) {
        // A circle may reach into view though its point is out of it.
        const reach = ((place.radius || 0) * 1000 * perMetre) / Math.cos((place.lat * Math.PI) / 180);
        if (x + reach < 0 || y + reach < 0 || x - reach > view.width || y - reach > view.height) continue;
      }
      inView.push([cluster, x, y]);
    }
    const marked = new Set(chosen && chosen.places ? chosen.places : []);
    // How far from its point each may have been: of single places, and of all that were chosen.
    pen.lineWidth = 1;
    const circle = (n, strong) => {
      const place = places[n];
      if (!place.radius) return;
      const reach = (place.radius * 1000 * perMetre) / Math.cos((place.lat * Math.PI) / 180);
      if (reach < 7) return;
      pen.beginPath();
      pen.arc(place.x * size - left, place.y * size - top, reach, 0, 7);
      pen.globalAlpha = strong ? 0.16 : 0.07;
      pen.fillStyle = strong ? colours.chosen : colours.circle;
      pen.fill();
      pen.globalAlpha = strong ? 0.9 : 0.45;
      pen.strokeStyle = strong ? colours.chosen : colours.circle;
      pen.stroke();
      pen.globalAlpha = 1;
    };
    for (const [cluster] of inView) if (cluster.members.length === 1 && !marked.has(cluster.place)) circle(cluster.place, false);
    for (const n of marked) if (perPlace[n]) circle(n, true);
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    // The large ones first: the small ones stay on top, where they can be met.
    inView.sort((a, b) => b[0].count - a[0].count);
    for (const [cluster, x, y] of inView) {
      const reach = sizeOf(cluster.count);
      const strong = cluster.members.some((n) => marked.has(n));
      pen.beginPath();
      pen.arc(x, y, reach, 0, 7);
      pen.fillStyle = strong ? colours.chosen : colours.point;
      pen.globalAlpha = 0.9;
      pen.fill();
      pen.globalAlpha = 1;
      pen.lineWidth = 1.5;
      pen.strokeStyle = colours.halo;
      pen.stroke();
      if (cluster.count > 1) {
        pen.fillStyle = colours["point-text"];
        pen.font = `600 ${cluster.count > 999 ? 10 : 11}px ${colours.font}`;
        pen.fillText(number.format(cluster.count), x, y + 0.5);
      }
    }
    root.dataset.visible = inView.length;
  }

  function paintScale(size) {
    const bar = $("#map-scale"), perPixel = (EARTH_M * Math.cos((toLat(view.y) * Math.PI) / 180)) / size / 1000;
    const most = perPixel * 110, power = 10 ** Math.floor(Math.log10(most));
    const km = [5, 2, 1].map((n) => n * power).find((n) => n <= most) || power;
    bar.style.inlineSize = `${Math.round(km / perPixel)}px`;
    bar.textContent = new Intl.NumberFormat(locale, { style: "unit", unit: "kilometer", maximumFractionDigits: 2 }).format(km);
  }

  // ---- moving

  function clamp() {
    view.zoom = Math.max(LEAST_ZOOM, Math.min(MOST_ZOOM, view.zoom));
    const half = view.height / 2 / (TILE * 2 ** view.zoom);
    view.y = half >= 0.45 ? 0.5 : Math.max(0.04 + half, Math.min(0.96 - half, view.y));
    view.x = Math.max(0, Math.min(1, view.x));
  }

  function zoomBy(by, px = view.width / 2, py = view.height / 2) {
    const before = TILE * 2 ** view.zoom;
    const x = view.x + (px - view.width / 2) / before, y = view.y + (py - view.height / 2) / before;
    view.zoom = Math.max(LEAST_ZOOM, Math.min(MOST_ZOOM, view.zoom + by));
    const after = TILE * 2 ** view.zoom;
    view.x = x - (px - view.width / 2) / after;
    view.y = y - (py - view.height / 2) / after;
    clamp();
    moved();
  }

  function fit(some, most = 11) {
    if (!some.length) return;
    let west = 2, east = -1, north = 2, south = -1;
    for (const n of some) {
      west = Math.min(west, places[n].x);
      east = Math.max(east, places[n].x);
      north = Math.min(north, places[n].y);
      south = Math.max(south, places[n].y);
    }
    view.x = (west + east) / 2;
    view.y = (north + south) / 2;
    const room = Math.min((view.width - 90) / (TILE * Math.max(east - west, 1e-7)), (view.height - 90) / (TILE * Math.max(south - north, 1e-7)));
    view.zoom = Math.min(most, Math.log2(Math.max(room, 2)));
    clamp();
    moved();
  }

  let kept = 0;
  function moved() {
    draw();
    clearTimeout(kept);
    kept = setTimeout(keep, 250);
  }

  // What is seen stands in the address, so that it can be sent to others and outlives a switch of the language.
  function keep() {
    const asked = new URLSearchParams(location.search);
    const put = (name, value) => (value === "" || value === null ? asked.delete(name) : asked.set(name, value));
    for (const name of ["type", "country", "killed"]) put(name, form.elements[name].value);
    put("from", span.from === null ? "" : iso(span.from));
    put("to", span.to === null ? "" : iso(span.to));
    put("at", `${toLat(view.y).toFixed(4)},${toLon(view.x).toFixed(4)},${view.zoom.toFixed(2)}`);
    asked.delete("lang");
    history.replaceState(history.state, "", `${location.pathname}?${asked}`);
    const other = document.querySelector("[data-language-switch]");
    if (!other) return;
    asked.set("lang", other.hreflang);
    other.href = `${location.pathname}?${asked}`;
  }

  function recall() {
    const asked = new URLSearchParams(location.search);
    for (const name of ["type", "country", "killed"]) if (asked.has(name)) form.elements[name].value = asked.get(name);
    const day = (text) => (/^\d{4}-\d\d-\d\d$/.test(text || "") && !isNaN(Date.parse(text)) ? dayOf(text) : null);
    span.from = day(asked.get("from"));
    span.to = day(asked.get("to"));
    const at = (asked.get("at") || "").split(",").map(Number);
    if (at.length === 3 && at.every(Number.isFinite)) {
      [view.y, view.x, view.zoom] = [toY(at[0]), toX(at[1]), at[2]];
      clamp();
      return true;
    }
    return false;
  }

  const fingers = new Map();
  let pressed = null, pinch = 0;
  const placeOf = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, placeOf(event));
    pressed = fingers.size === 1 ? { at: placeOf(event), x: view.x, y: view.y, far: false } : null;
    pinch = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const at = placeOf(event);
    if (!fingers.has(event.pointerId)) {
      canvas.classList.toggle("is-over", rows !== null && clusterAt(...at) !== null);
      return;
    }
    fingers.set(event.pointerId, at);
    if (fingers.size === 2) {
      const [[ax, ay], [bx, by]] = [...fingers.values()];
      const wide = Math.hypot(ax - bx, ay - by);
      if (pinch) zoomBy(Math.log2(wide / pinch), (ax + bx) / 2, (ay + by) / 2);
      pinch = wide;
    } else if (pressed) {
      const dx = at[0] - pressed.at[0], dy = at[1] - pressed.at[1];
      if (Math.hypot(dx, dy) > 4) pressed.far = true;
      if (pressed.far) {
        const size = TILE * 2 ** view.zoom;
        view.x = pressed.x - dx / size;
        view.y = pressed.y - dy / size;
        clamp();
        moved();
      }
    }
  });
  const lifted = (event) => {
    fingers.delete(event.pointerId);
    if (event.type === "pointerup" && pressed && !pressed.far && rows) open(clusterAt(...pressed.at));
    pressed = null;
  };
  canvas.addEventListener("pointerup", lifted);
  canvas.addEventListener("pointercancel", lifted);
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoomBy(Math.max(-1, Math.min(1, -event.deltaY / 240)), ...placeOf(event));
  }, { passive: false });
  canvas.addEventListener("dblclick", (event) => zoomBy(1, ...placeOf(event)));
  canvas.addEventListener("keydown", (event) => {
    const step = 80 / (TILE * 2 ** view.zoom);
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (moves[event.key]) {
      view.x += moves[event.key][0];
      view.y += moves[event.key][1];
      clamp();
      moved();
    } else if (event.key === "+" || event.key === "=") zoomBy(0.5);
    else if (event.key === "-") zoomBy(-0.5);
    else if (event.key === "0") fitAll();
    else if (event.key === "Enter" || event.key === " ") showView();
    else if (event.key === "Escape") choose(null);
    else return;
    event.preventDefault();
  });
  $("#map-in").addEventListener("click", () => zoomBy(1));
  $("#map-out").addEventListener("click", () => zoomBy(-1));
  $("#map-all").addEventListener("click", () => fitAll());

  function fitAll() {
    const some = [];
    for (let n = 0; n < places.length; n++) if (perPlace[n]) some.push(n);
    fit(some, 8);
  }

  // ---- opening a cluster, and the lists beside

  function clusterAt(px, py) {
    const size = TILE * 2 ** view.zoom, left = view.x * size - view.width / 2, top = view.y * size - view.height / 2;
    let best = null, nearest = 1e9;
    for (const cluster of clusters) {
      const far = Math.hypot(places[cluster.place].x * size - left - px, places[cluster.place].y * size - top - py);
      if (far <= Math.max(12, sizeOf(cluster.count) + 3) && far < nearest) {
        best = cluster;
        nearest = far;
      }
    }
    return best;
  }

  function open(cluster) {
    if (!cluster) {
      choose(null);
      return;
    }
    choose({ places: cluster.members });
    if (cluster.members.length > 1) fit(cluster.members);
  }

  function choose(what) {
    chosen = what;
    draw();
    fillList();
  }

  function showView() {
    const size = TILE * 2 ** view.zoom, w = view.width / 2 / size, h = view.height / 2 / size;
    const some = [];
    for (let n = 0; n < places.length; n++) if (perPlace[n] && Math.abs(places[n].x - view.x) <= w && Math.abs(places[n].y - view.y) <= h) some.push(n);
    choose({ places: some });
    list.focus();
  }

  function picked() {
    if (!chosen) return [];
    const out = [];
    if (chosen.places) for (const place of chosen.places) for (const n of ofPlace[place]) if (passes[n] === 3) out.push(n);
    if (chosen.kind === "unplaced") for (let n = 0; n < rows.count; n++) if (passes[n] === 3 && rows.place[n] < 0) out.push(n);
    if (chosen.kind === "undated") for (let n = 0; n < rows.count; n++) if (passes[n] && rows.day[n] === -1e9) out.push(n);
    return out.sort((a, b) => rows.day[b] - rows.day[a]);
  }

  let asked = 0;
  async function fillList(from = 0) {
    const found = picked(), turn = ++asked;
    if (!from) list.replaceChildren();
    more.hidden = true;
    if (!chosen || !found.length) {
      listTitle.textContent = words.choose;
      return;
    }
    const one = chosen.places && chosen.places.length === 1 ? places[chosen.places[0]].name : "";
    listTitle.textContent = counted(chosen.kind === "unplaced" ? words.unplaced : chosen.kind === "undated" ? words.undated_in : words.incidents, found.length) + (one ? words.at.replace("{place}", one) : "");
    list.setAttribute("aria-busy", "true");
    const some = found.slice(from, from + LISTED).map((n) => rows.id[n]);
    try {
      const answer = await fetch(`${root.dataset.cards}?ids=${some.join(",")}`, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const html = await answer.text();
      if (turn !== asked) return;
      const parsed = new DOMParser().parseFromString(html, "text/html");
      list.append(...parsed.body.children);
      more.hidden = from + LISTED >= found.length;
      more.onclick = () => fillList(from + LISTED);
    } catch {
      if (turn === asked) listTitle.textContent = words.failed;
    } finally {
      list.removeAttribute("aria-busy");
    }
  }
  $("#map-unplaced").addEventListener("click", () => choose({ kind: "unplaced" }));
  $("#map-undated").addEventListener("click", () => choose({ kind: "undated" }));

  // ---- timeline

  let histogram = null;
  const STEPS = [1, 7, 14, 30.4375, 91.3125, 182.625, 365.25];
  const timeWidth = () => timeCanvas.clientWidth;
  const timeAt = (day) => {
    const share = (day - span.first) / Math.max(1, span.last + 1 - span.first);
    return (rtl ? 1 - share : share) * timeWidth();
  };
  const dayAt = (px) => {
    const share = px / Math.max(1, timeWidth());
    const day = span.first + Math.floor((rtl ? 1 - share : share) * (span.last + 1 - span.first));
    return Math.max(span.first, Math.min(span.last, day));
  };

  function bins() {
    const days = span.last + 1 - span.first;
    const step = STEPS.find((each) => (timeWidth() / days) * each >= 4) || STEPS[STEPS.length - 1];
    const counts = new Int32Array(Math.max(1, Math.ceil(days / step)));
    let dated = 0;
    for (let n = 0; n < rows.count; n++)
      if (passes[n] && rows.day[n] > -1e9) {
        counts[Math.floor((rows.day[n] - span.first) / step)]++;
        dated++;
      }
    return { step, counts, most: Math.max(1, ...counts), dated };
  }

  function paintTime() {
    const width = timeCanvas.clientWidth, height = timeCanvas.clientHeight;
    if (!width || !rows) return;
    const ratio = devicePixelRatio || 1;
    if (timeCanvas.width !== Math.round(width * ratio) || timeCanvas.height !== Math.round(height * ratio)) {
      timeCanvas.width = Math.round(width * ratio);
      timeCanvas.height = Math.round(height * ratio);
      histogram = null;
    }
    histogram = histogram || bins();
    const { step, counts, most, dated } = histogram;
    const foot = 18, room = height - foot - 4;
    timePen.setTransform(ratio, 0, 0, ratio, 0, 0);
    timePen.clearRect(0, 0, width, height);
    const from = span.from === null ? span.first : span.from, to = span.to === null ? span.last : span.to;
    if (dated)
      counts.forEach((count, n) => {
        const day = span.first + n * step;
        const a = timeAt(day), b = timeAt(Math.min(span.last + 1, day + step));
        const high = count ? Math.max(1.5, (count / most) * room) : 0;
        timePen.fillStyle = day + step > from && day <= to ? colours.bar : colours["bar-off"];
        timePen.fillRect(Math.min(a, b), height - foot - high, Math.max(1, Math.abs(b - a) - 1), high);
      });
    timePen.fillStyle = colours.axis;
    timePen.fillRect(0, height - foot, width, 1);
    timePen.font = `11px ${colours.font}`;
    timePen.textBaseline = "alphabetic";
    timePen.textAlign = "start";
    timePen.direction = rtl ? "rtl" : "ltr";
    let taken = rtl ? Infinity : -Infinity;
    for (const [day, text] of dated ? ticks() : []) {
      const x = timeAt(day), wide = timePen.measureText(text).width;
      const free = rtl ? x < taken && x - wide > 0 : x > taken && x + wide < width;
      timePen.fillRect(x, height - foot, 1, free ? 5 : 3);
      if (!free) continue;
      timePen.fillText(text, rtl ? x - 3 : x + 3, height - 4);
      taken = rtl ? x - wide - 16 : x + wide + 16;
    }
    $("#time-most").textContent = dated ? counted(words[step === 1 ? "most_day" : "most_weeks"], most) : words.none_dated;
    placeHandles();
  }

  function* ticks() {
    const days = span.last + 1 - span.first, first = new Date(span.first * DAY);
    const years = days > 900, months = !years && days > 60;
    const said = new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...(years ? { year: "numeric" } : months ? { month: "short", year: "numeric" } : { day: "numeric", month: "short" }) });
    let at = years ? Date.UTC(first.getUTCFullYear(), 0) : months ? Date.UTC(first.getUTCFullYear(), first.getUTCMonth()) : span.first * DAY;
    for (let guard = 0; at <= span.last * DAY && guard < 500; guard++) {
      if (at >= span.first * DAY) yield [Math.round(at / DAY), said.format(at)];
      const moment = new Date(at);
      at = years ? Date.UTC(moment.getUTCFullYear() + 1, 0) : months ? Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth() + 1) : at + DAY * Math.max(1, Math.round(days / 12));
    }
  }

  const handles = { from: $("#time-from"), to: $("#time-to") };
  const fields = { from: form.elements.from, to: form.elements.to };

  function placeHandles() {
    const box = $("#time-box");
    for (const end of ["from", "to"]) {
      const day = span[end] === null ? (end === "from" ? span.first : span.last) : span[end];
      const x = timeAt(end === "to" ? day + 1 : day);
      handles[end].style.left = `${Math.max(0, Math.min(timeWidth(), x))}px`;
      handles[end].setAttribute("aria-valuemin", span.first);
      handles[end].setAttribute("aria-valuemax", span.last);
      handles[end].setAttribute("aria-valuenow", day);
      handles[end].setAttribute("aria-valuetext", date.format(day * DAY));
      fields[end].value = span[end] === null ? "" : iso(day);
      fields[end].min = iso(span.first);
      fields[end].max = iso(span.last);
    }
    box.classList.toggle("is-empty", span.first === span.last && !span.first);
    box.classList.toggle("is-whole", span.from === null && span.to === null);
    $("#time-whole").hidden = span.from === null && span.to === null;
  }

  function setSpan(from, to) {
    if (from !== null && to !== null && from > to) [from, to] = [to, from];
    span.from = from === null || from <= span.first ? null : from;
    span.to = to === null || to >= span.last ? null : to;
    refilter();
  }

  let refiltering = false;
  function refilter() {
    if (refiltering) return;
    refiltering = true;
    requestAnimationFrame(() => {
      refiltering = false;
      filter();
      paintTime();
      paint();
      clearTimeout(kept);
      kept = setTimeout(() => {
        keep();
        if (chosen) fillList();
      }, 200);
    });
  }

  let brush = null;
  timeCanvas.addEventListener("pointerdown", (event) => {
    if (!rows || event.button) return;
    timeCanvas.setPointerCapture(event.pointerId);
    const px = event.clientX - timeCanvas.getBoundingClientRect().left;
    const day = dayAt(px), from = span.from === null ? span.first : span.from, to = span.to === null ? span.last : span.to;
    const inside = (span.from !== null || span.to !== null) && day >= from && day <= to;
    brush = inside ? { move: day, from, to } : { start: day, px };
  });
  timeCanvas.addEventListener("pointermove", (event) => {
    if (!brush) return;
    const px = event.clientX - timeCanvas.getBoundingClientRect().left, day = dayAt(px);
    if (brush.move !== undefined) {
      const by = Math.max(span.first - brush.from, Math.min(span.last - brush.to, day - brush.move));
      setSpan(brush.from + by, brush.to + by);
    } else if (Math.abs(px - brush.px) > 3) setSpan(brush.start, day);
  });
  const released = () => (brush = null);
  timeCanvas.addEventListener("pointerup", released);
  timeCanvas.addEventListener("pointercancel", released);
  for (const end of ["from", "to"]) {
    handles[end].addEventListener("keydown", (event) => {
      const step = Math.ceil((histogram || bins()).step), whole = span.last - span.first;
      const now = span[end] === null ? (end === "from" ? span.first : span.last) : span[end];
      const steps = {
        ArrowLeft: rtl ? step : -step, ArrowRight: rtl ? -step : step, ArrowUp: step, ArrowDown: -step,
        PageUp: 10 * step, PageDown: -10 * step, Home: -whole, End: whole,
      };
      if (steps[event.key] === undefined) return;
      event.preventDefault();
      let day = Math.max(span.first, Math.min(span.last, now + steps[event.key]));
      if (end === "from" && span.to !== null) day = Math.min(day, span.to);
      if (end === "to" && span.from !== null) day = Math.max(day, span.from);
      setSpan(end === "from" ? day : span.from, end === "to" ? day : span.to);
    });
    handles[end].addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handles[end].focus();
      handles[end].setPointerCapture(event.pointerId);
      handles[end].onpointermove = (move) => {
        let day = dayAt(move.clientX - timeCanvas.getBoundingClientRect().left);
        if (end === "from" && span.to !== null) day = Math.min(day, span.to);
        if (end === "to" && span.from !== null) day = Math.max(day, span.from);
        setSpan(end === "from" ? day : span.from, end === "to" ? day : span.to);
      };
    });
    handles[end].addEventListener("lostpointercapture", () => (handles[end].onpointermove = null));
    fields[end].addEventListener("change", () => {
      const day = fields[end].value ? dayOf(fields[end].value) : null;
      setSpan(end === "from" ? day : span.from, end === "to" ? day : span.to);
    });
  }
  $("#time-whole").addEventListener("click", () => {
    setSpan(null, null);
    handles.from.focus();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const name of ["type", "country", "killed"])
    form.elements[name].addEventListener("input", () => {
      if (!rows) return;
      refilter();
      if (name === "country" && form.elements.country.value) requestAnimationFrame(() => requestAnimationFrame(fitAll));
    });
  $("#map-clear").addEventListener("click", () => {
    for (const name of ["type", "country", "killed"]) form.elements[name].value = "";
    chosen = null;
    fillList();
    setSpan(null, null);
  });

  // ---- beginning

  function measure() {
    const box = canvas.getBoundingClientRect();
    view.ratio = devicePixelRatio || 1;
    view.width = Math.round(box.width);
    view.height = Math.round(box.height);
    canvas.width = Math.round(view.width * view.ratio);
    canvas.height = Math.round(view.height * view.ratio);
    if (rows) paintTime();
    paint();
  }

  async function json(url) {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer.json();
  }

  function again() {
    readColours();
    paint();
    if (rows) paintTime();
  }

  async function start() {
    readColours();
    new ResizeObserver(measure).observe($("#map-stage"));
    new MutationObserver(again).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "class"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
    if (document.fonts) document.fonts.ready.then(again);
    const land = json(root.dataset.base).then((raw) => {
      base = unpackBase(raw);
      draw();
    });
    land.catch(() => (says.textContent = words.no_base));
    try {
      unpackPoints(await json(root.dataset.points));
    } catch {
      says.textContent = words.failed;
      root.classList.remove("is-loading");
      root.classList.add("is-failed");
      return;
    }
    const recalled = recall();
    filter();
    measure();
    if (!recalled) fitAll();
    paintTime();
    fillList();
    await land.catch(() => undefined);
    json(root.dataset.towns).then((raw) => {
      towns = raw.map(([lat, lon, people, ar, en]) => ({ x: toX(lon), y: toY(lat), people, name: words.lang === "ar" ? ar : en }));
      draw();
    }, () => undefined);
    if (root.dataset.tiles && window.rasidTiles) {
      tiles = await window.rasidTiles(root.dataset.tiles, draw).catch(() => null);
      if (tiles && tiles.source) $("#map-source").textContent += ` · ${tiles.source.replace(/<[^>]*>/g, "")}`;
      draw();
    }
  }
  start();
})();
