// Tiles of a detailed map, where the team has put a PMTiles file in the data folder: pictures as they are, vector tiles in the
// lines of the map. Tiles come from this server by three numbers.
"use strict";
(() => {
  const SIZE = 256, KEPT = 160, AT_ONCE = 6;

  // ---- Mapbox vector tiles, version 2 (https://github.com/mapbox/vector-tile-spec): lines, areas and names, nothing more

  class Reader {
    constructor(bytes, from = 0, to = bytes.length) {
      this.bytes = bytes;
      this.at = from;
      this.end = to;
    }
    varint() {
      let value = 0, scale = 1;
      for (let n = 0; n < 10; n++) {
        if (this.at >= this.end) throw new Error("cut short");
        const byte = this.bytes[this.at++];
        value += (byte & 127) * scale;
        if (byte < 128) return value;
        scale *= 128;
      }
      throw new Error("no number");
    }
    *fields() {
      while (this.at < this.end) {
        const key = this.varint(), kind = key & 7;
        if (kind === 0) yield [key >> 3, this.varint()];
        else if (kind === 2) {
          const length = this.varint(), from = this.at;
          if (length > this.end - from) throw new Error("cut short");
          this.at += length;
          yield [key >> 3, new Reader(this.bytes, from, this.at)];
          this.at = from + length;
        } else if (kind === 5) this.at += 4;
        else if (kind === 1) this.at += 8;
        else throw new Error("no such field");
      }
    }
    text() {
      return new TextDecoder().decode(this.bytes.subarray(this.at, this.end));
    }
  }

  const valueOf = (reader) => {
    for (const [field, value] of reader.fields()) {
      if (field === 1) return value.text();
      if (field >= 4 && field <= 6) return field === 6 ? (value >> 1) ^ -(value & 1) : value;
    }
    return null;
  };

  const WATER = /^(water|ocean)$/, ROADS = /^(roads?|transportation|streets?)$/, LAND = /^(landuse|landcover|buildings?|park)$/, NAMES = /^(places?|place_label|pois_none)$/;

  function decode(bytes, language) {
    const out = { water: [], roads: [], land: [], names: [] };
    for (const [field, layer] of new Reader(bytes).fields()) {
      if (field !== 3 || typeof layer === "number") continue;
      let name = "", extent = 4096;
      const features = [], keys = [], values = [];
      for (const [part, value] of layer.fields()) {
        if (part === 1) name = value.text();
        else if (part === 2) features.push(value);
        else if (part === 3) keys.push(value.text());
        else if (part === 4) values.push(valueOf(value));
        else if (part === 5) extent = value;
      }
      const sort = WATER.test(name) ? "water" : ROADS.test(name) ? "roads" : LAND.test(name) ? "land" : NAMES.test(name) ? "names" : null;
      if (!sort) continue;
      for (const feature of features) {
        let kind = 0, shape = null, tags = null;
        for (const [part, value] of feature.fields()) {
          if (part === 2) tags = value;
          else if (part === 3) kind = value;
          else if (part === 4) shape = value;
        }
        if (!shape) continue;
        if (sort === "names") {
          if (kind !== 1 || !tags) continue;
          const told = {};
          while (tags.at < tags.end) {
            const key = keys[tags.varint()];
            told[key] = values[tags.varint()];
          }
          const text = told[`name:${language}`] || told.name;
          const [point] = lines(shape, extent);
          if (typeof text === "string" && point) out.names.push({ text, x: point[0], y: point[1], rank: Number(told.population_rank || told.rank || 0), kind: told.kind || told.class });
        } else if (kind === 2 || kind === 3) {
          const path = new Path2D();
          for (const line of lines(shape, extent)) {
            for (let n = 0; n < line.length; n += 2) n ? path.lineTo(line[n], line[n + 1]) : path.moveTo(line[0], line[1]);
            if (kind === 3) path.closePath();
          }
          out[sort].push({ path, area: kind === 3 });
        }
      }
    }
    return out;
  }

  // Coordinates are in pixels of a tile of SIZE.
  function lines(reader, extent) {
    const out = [], scale = SIZE / extent;
    let x = 0, y = 0, line = null;
    while (reader.at < reader.end) {
      const command = reader.varint(), what = command & 7, count = command >> 3;
      if (what === 7) continue;
      for (let n = 0; n < count; n++) {
        const dx = reader.varint(), dy = reader.varint();
        x += (dx >>> 1) ^ -(dx & 1);
        y += (dy >>> 1) ^ -(dy & 1);
        if (what === 1) out.push((line = [x * scale, y * scale]));
        else if (line) line.push(x * scale, y * scale);
      }
    }
    return out;
  }

  // ---- fetching and painting

  window.rasidTiles = async (url, changed) => {
    const about = await (await fetch(url)).json();
    const language = document.documentElement.lang;
    const kept = new Map();
    let busy = 0, wanted = [];

    async function load(key) {
      busy++;
      let tile = null;
      try {
        const answer = await fetch(`${url}/${key}`);
        if (answer.status === 200) {
          if (about.kind === "mvt") tile = decode(new Uint8Array(await answer.arrayBuffer()), language);
          else tile = await createImageBitmap(await answer.blob());
        }
      } catch {
        tile = null; // a tile that cannot be read is left out; the base map stands under it
      }
      kept.set(key, tile);
      if (kept.size > KEPT) kept.delete(kept.keys().next().value);
      busy--;
      next();
      if (tile) changed();
    }

    function next() {
      while (busy < AT_ONCE && wanted.length) {
        const key = wanted.shift();
        if (!kept.has(key)) {
          kept.set(key, null);
          load(key);
        }
      }
    }

    function paintVector(pen, tile, scale, colours) {
      pen.fillStyle = colours.sea;
      for (const { path, area } of tile.water) if (area) pen.fill(path);
      pen.strokeStyle = colours.coast;
      pen.lineWidth = 1 / scale;
      for (const { path, area } of tile.water) if (!area) pen.stroke(path);
      pen.globalAlpha = 0.5;
      for (const { path } of tile.roads) pen.stroke(path);
      pen.globalAlpha = 1;
    }

    return {
      source: about.source,
      // Says whether detail was drawn, with names of its own.
      paint(pen, view, size, left, top, colours) {
        const zoom = Math.max(about.least, Math.min(about.most, Math.round(view.zoom)));
        if (view.zoom < about.least - 1 || view.zoom < 5) return false;
        const count = 2 ** zoom, edge = size / count, scale = edge / SIZE;
        const first = [Math.max(0, Math.floor(left / edge)), Math.max(0, Math.floor(top / edge))];
        const last = [Math.min(count - 1, Math.floor((left + view.width) / edge)), Math.min(count - 1, Math.floor((top + view.height) / edge))];
        wanted = [];
        let drawn = false;
        const names = [];
        for (let x = first[0]; x <= last[0]; x++)
          for (let y = first[1]; y <= last[1]; y++) {
            const key = `${zoom}/${x}/${y}`, tile = kept.get(key);
            if (tile === undefined) wanted.push(key);
            if (!tile) continue;
            drawn = true;
            const px = x * edge - left, py = y * edge - top;
            if (about.kind !== "mvt") pen.drawImage(tile, px, py, edge + 0.5, edge + 0.5);
            else {
              pen.save();
              pen.beginPath();
              pen.rect(px, py, edge, edge);
              pen.clip();
              pen.translate(px, py);
              pen.scale(scale, scale);
              paintVector(pen, tile, scale, colours);
              pen.restore();
              for (const each of tile.names) names.push([each, px + each.x * scale, py + each.y * scale]);
            }
          }
        next();
        if (names.length) {
          const taken = [];
          pen.font = `400 12px ${colours.font}`;
          pen.textAlign = "center";
          pen.textBaseline = "middle";
          pen.lineWidth = 3;
          pen.strokeStyle = colours.halo;
          pen.fillStyle = colours.label;
          names.sort((a, b) => b[0].rank - a[0].rank);
          for (const [{ text }, x, y] of names) {
            const wide = text.length * 3.6 + 4;
            if (taken.some(([ox, oy, owide]) => Math.abs(x - ox) < wide + owide && Math.abs(y - oy) < 15)) continue;
            taken.push([x, y, wide]);
            pen.strokeText(text, x, y);
            pen.fillText(text, x, y);
          }
        }
        return drawn && names.length > 0;
      },
    };
  };
})();
