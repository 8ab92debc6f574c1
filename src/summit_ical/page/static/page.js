// The page is complete without this script. What it adds: other time zones, filters, a timetable, now and next, picks.
// All it knows of the sessions it reads from the page; text goes in as text, never as HTML.
(() => {
  "use strict";
  const known = JSON.parse(document.getElementById("page-words").textContent);
  const words = known.words;
  const page = document.documentElement;
  // A tag may be one that no browser takes.
  const language = (() => { try { return Intl.getCanonicalLocales(page.lang)[0]; } catch { return "en"; } })();
  const query = new URLSearchParams(location.search);
  const MINUTE = 6e4, DAY = 864e5;

  const say = (key, parts) => words[key].replace(/\{(\w+)\}/g, (whole, name) => parts && name in parts ? parts[name] : whole);
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {}))
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== false && value != null) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  // An address is anybody's text: what stands in it as a percent sign alone is one.
  const decoded = (part) => { try { return decodeURIComponent(part); } catch { return part; } };
  const all = (selector, root) => [...(root || document).querySelectorAll(selector)];
  const text = (root, selector) => root.querySelector(selector)?.textContent ?? "";

  // A browser may refuse storage, for a file or for a reader who wants no traces: then nothing is remembered.
  const stored = {
    name: (key) => `summit-ical/${known.event}/${key}`,
    get(key) { try { return localStorage.getItem(this.name(key)); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(this.name(key), value); } catch {} },
  };

  // --- what is on the page ---

  const days = document.getElementById("page-days");
  const announced = new Map(all(".day", days).map((day) => [day.dataset.day, day]));
  const sessions = all(".session", days).map((element) => {
    const [from, to, zone] = [".dt-start", ".dt-end", ".zone"].map((part) => element.querySelector(part));
    return {
      element, from, to, zone,
      id: element.id.slice("session-".length),
      title: text(element, ".p-name"),
      day: element.closest(".day").dataset.day,
      start: to ? Date.parse(from.dateTime) : null,
      end: to ? Date.parse(to.dateTime) : null,
      // as the event's zone has it
      wall: [from, to, zone].map((part) => part?.textContent),
      tracks: all(".track", element).map((one) => one.dataset.id),
      rooms: all(".room", element).map((one) => one.dataset.id),
      speakers: all(".speaker", element).map((one) => one.dataset.name || one.textContent),
      also: all(".also span", element),
      cancelled: element.classList.contains("cancelled"),
      there: null, heap: null, local: null,
    };
  });
  const by = new Map(sessions.map((session) => [session.id, session]));
  const fold = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase(language);
  const heap = (session) => session.heap ??= fold(
    [".p-name", ".who", ".meta", ".state", ".about"].map((part) => text(session.element, part)).join(" "));

  // --- time ---

  // The browser's own name for a zone, which may be an older one; "" where it knows none.
  const canonical = (zone) => { try { return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone; } catch { return ""; } };
  const agenda = new Map([known.zone, ...known.also].map((zone) => [canonical(zone), zone]));
  const named = (zone) => agenda.get(canonical(zone)) ?? zone;
  const zones = (Intl.supportedValuesOf?.("timeZone") ?? []).map((zone) => agenda.get(zone) ?? zone);
  const mine = named(new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");
  const formats = new Map();
  const format = (zone, options) => {
    const key = zone + JSON.stringify(options);
    if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(options.calendar ? "en-CA" : language, { ...options, timeZone: zone }));
    return formats.get(key);
  };
  const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const DATE = { year: "numeric", month: "2-digit", day: "2-digit", calendar: "gregory" };
  const clock = (instant, zone) => format(zone, CLOCK).format(instant);
  const date = (instant, zone) => format(zone, DATE).format(instant);
  const weekday = (instant, zone) => format(zone, { weekday: "short" }).format(instant);
  const abbreviation = (instant, zone) => format(zone, { timeZoneName: "short", hour: "numeric" }).formatToParts(instant).find((part) => part.type === "timeZoneName")?.value ?? zone;
  const called = (zone) => zone.replaceAll("_", " ");
  const dayWords = (day) => format("UTC", { weekday: "long", year: "numeric", month: "long", day: "numeric" }).format(new Date(day + "T12:00Z"));

  // --- state ---

  const asked = query.get("tz"), kept = stored.get("zone");
  const state = {
    zone: [asked, kept, mine, known.zone].filter((zone) => zone && canonical(zone)).map(named)[0] ?? "UTC",
    view: query.get("view") || stored.get("view") || "list",
    day: "", track: query.get("track") || "", speaker: query.get("speaker") || "",
    words: query.get("q") || "", only: false, session: query.get("session") || "",
  };
  let picks = new Set((stored.get("picks") || "").split(",").filter((id) => by.has(id)));
  let shared = new Set();

  // --- days in the chosen zone ---

  const dayOf = (session) => state.zone === known.zone || session.start === null ? session.day : date(session.start, state.zone);

  function rezone() {
    const foreign = state.zone !== known.zone;
    for (const session of sessions) {
      session.local = dayOf(session);
      if (session.start === null) continue;
      const clocks = foreign ? wallClocks(session, state.zone, session.local) : session.wall;
      [session.from, session.to, session.zone].forEach((part, number) => { part.textContent = clocks[number]; });
      if (foreign && !session.there) {
        const [from, to, zone] = session.wall;
        const day = /^\d/.test(from) ? `${weekday(session.start, known.zone)} ` : "";
        session.there = make("p", { class: "there" }, `${day}${from}–${to} ${zone}`);
        session.zone.parentElement.after(session.there);
      }
      if (session.there) session.there.hidden = !foreign;
      session.also.forEach((line, number) => { line.hidden = known.also[number] === state.zone; });
    }
    document.getElementById("page-zone").textContent = say("times_in", { zone: called(state.zone) });
    regroup(foreign);
  }

  // Start with the weekday where it is another than that of the day above, end, and what the zone is called.
  const wallClocks = (session, zone, day) => [
    (date(session.start, zone) === day ? "" : `${weekday(session.start, zone)} `) + clock(session.start, zone),
    clock(session.end, zone), session.also[known.also.indexOf(zone)]?.textContent.split(" ").pop() ?? abbreviation(session.start, zone)];

  function regroup(foreign) {
    const groups = new Map();
    for (const session of sessions) {
      if (!groups.has(session.local)) groups.set(session.local, []);
      groups.get(session.local).push(session);
    }
    const sections = [...groups.keys()].sort().map((day) => {
      const section = !foreign && announced.get(day) || local(day);
      const list = groups.get(day);
      list.sort((a, b) => (a.start ?? 0) - (b.start ?? 0));
      section.append(...list.map((session) => session.element));
      return section;
    });
    days.replaceChildren(...sections);
  }

  const locals = new Map();
  function local(day) {
    if (!locals.has(day)) locals.set(day, make("section", { class: "day", "data-day": day, "aria-labelledby": `in-${day}` },
      make("h3", { id: `in-${day}` }, make("time", { datetime: day }, dayWords(day)))));
    return locals.get(day);
  }

  // --- filters ---

  const matches = (session, needles) =>
    (!state.day || session.local === state.day) && (!state.track || session.tracks.includes(state.track)) &&
    (!state.speaker || session.speakers.includes(state.speaker)) && (!state.session || session.id === state.session) &&
    (!state.only || picks.has(session.id)) && (!shared.size || shared.has(session.id)) &&
    needles.every((needle) => heap(session).includes(needle));

  function filter() {
    let shown = 0;
    const needles = fold(state.words).split(/\s+/).filter(Boolean);
    for (const session of sessions) {
      const hidden = !matches(session, needles);
      if (session.element.hidden !== hidden) session.element.hidden = hidden;
      shown += !hidden;
    }
    for (const section of days.children) section.hidden = !section.querySelector(".session:not([hidden])");
    const filtered = shown < sessions.length;
    status.textContent = shown ? say("shown", { n: shown, all: sessions.length }) : words.nothing;
    reset.hidden = !filtered;
    for (const scroll of all(".scroll", days)) scroll.remove();
    if (state.view === "grid") for (const section of days.children) if (!section.hidden) grid(section);
    for (const session of sessions) session.element.classList.toggle("in-grid", state.view === "grid" && session.start !== null);
  }

  // --- the timetable: columns are rooms, else tracks; sessions that overlap in one stand side by side ---

  function grid(section) {
    const list = sessions.filter((one) => one.local === section.dataset.day && !one.element.hidden);
    const timed = list.filter((one) => one.start !== null);
    if (!timed.length) return;
    const places = timed.some((one) => one.rooms.length) ? ["rooms", known.rooms] : ["tracks", known.tracks];
    const names = Object.keys(places[1]).filter((id) => timed.some((one) => one[places[0]].includes(id)));
    const columns = names.map((id) => ({ name: places[1][id], lanes: lanes(timed.filter((one) => one[places[0]].includes(id))) }));
    const rest = timed.filter((one) => !one[places[0]].some((id) => names.includes(id)));
    const alone = rest.filter((one) => timed.every((two) => one === two || apart(one, two)));
    const others = rest.filter((one) => !alone.includes(one));
    const used = columns.filter((column) => column.lanes.length);
    if (others.length || !used.length) used.push({ name: words.elsewhere, lanes: lanes(others) });
    for (const column of used) {
      if (!column.lanes.length) column.lanes.push([]);
      column.last = new Map(column.lanes.flatMap((lane, at) => lane.map((one) => [one, reach(column.lanes, one, at)])));
    }
    const width = used.reduce((sum, column) => sum + column.lanes.length, 0);
    const times = [...new Set(timed.flatMap((one) => [one.start, one.end]))].sort((a, b) => a - b)
      .filter((time) => timed.some((one) => one.start <= time && time < one.end));
    const ending = (one) => { const next = times.findIndex((time) => time >= one.end); return next < 0 ? times.length : next; };
    const head = make("tr", {}, make("th", { scope: "col" }, words.time), ...used.map((column) =>
      make("th", { scope: "col", colspan: column.lanes.length > 1 && column.lanes.length }, make("bdi", {}, column.name))));
    const body = times.map((time, number) => {
      const cells = [make("th", { scope: "row" }, clock(time, state.zone))];
      const whole = alone.find((one) => one.start <= time && time < one.end);
      if (whole) {
        if (whole.start === time) cells.push(cell(whole, ending(whole) - number, width));
      } else for (const column of used) column.lanes.forEach((lane, at) => {
        const on = (each) => each.start <= time && time < each.end;
        const one = lane.find(on), over = column.lanes.slice(0, at).flat().find((each) => on(each) && column.last.get(each) >= at);
        if (!one && !over) cells.push(make("td"));
        else if (one?.start === time) cells.push(cell(one, ending(one) - number, column.last.get(one) - at + 1));
      });
      return make("tr", {}, ...cells);
    });
    const label = `grid-${section.dataset.day}`;
    section.append(make("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": label },
      make("table", { class: "grid" }, make("caption", { id: label, class: "soft" }, `${section.querySelector("h3 time").textContent}, ${called(state.zone)}`),
        make("thead", {}, head), make("tbody", {}, ...body))));
  }

  const apart = (one, two) => two.end <= one.start || one.end <= two.start;
  // The last lane that a session can fill: those beside it are free for as long as it takes.
  function reach(found, one, at) {
    while (found[at + 1]?.every((two) => apart(one, two))) at++;
    return at;
  }
  function lanes(list) {
    const found = [];
    for (const one of list) {
      const free = found.find((lane) => lane.every((two) => apart(one, two)));
      if (free) free.push(one); else found.push([one]);
    }
    return found;
  }

  function cell(session, rows, width) {
    const element = session.element.querySelector(".p-name");
    const title = make("a", { href: `#${session.element.id}`, lang: element.lang || false, dir: element.dir, onclick: () => view("list") }, session.title);
    const track = session.tracks[0] ? ` track-${session.tracks[0]}` : "";
    const states = all(".state", session.element).map((one) => make("p", { class: one.className }, one.textContent));
    return make("td", { class: `busy${track}${session.cancelled ? " cancelled" : ""}`, rowspan: rows > 1 && rows, colspan: width > 1 && width },
      title, make("p", { class: "soft" }, `${clock(session.start, state.zone)}–${clock(session.end, state.zone)}`),
      make("p", { class: "soft" }, make("bdi", {}, session.speakers.join(", "))), ...states);
  }

  // --- one session's forms, filled in: as links.py makes them, when somebody looks ---

  const LINK_MAX = 1800, TITLE_MAX = 600, PLACE_MAX = 300;
  const encoded = (words) => encodeURIComponent(words).replace(/%3A/g, ":").replace(/%2F/g, "/")
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  function fitting(words, room) {
    const whole = encoded(words);
    if (whole.length <= room) return whole;
    const signs = Intl.Segmenter ? [...new Intl.Segmenter(language).segment(words)].map((sign) => sign.segment) : [...words];
    while (signs.length && encoded(signs.join("") + "…").length > room) signs.pop();
    return encoded(signs.join("").trimEnd() + "…");
  }
  function forms(session) {
    const url = session.element.querySelector(".u-url")?.href ?? (known.address ? `${known.address}#${session.element.id}` : known.url);
    const place = fitting([...session.rooms.map((id) => known.rooms[id]), known.venue].filter(Boolean).join(", "), PLACE_MAX);
    const title = fitting(session.title, TITLE_MAX), timed = session.start !== null;
    const next = new Date(Date.parse(session.day) + DAY).toISOString().slice(0, 10);
    const [start, end] = timed ? [session.from.dateTime, session.to.dateTime] : [session.day, next];
    const [from, to] = [start, end].map((instant) => instant.replace(/[-:]/g, ""));
    const filled = (head, where, what) => {
      const link = head + (place && `&${where}=${place}`);
      return url ? `${link}&${what}=${fitting(url, LINK_MAX - link.length - what.length - 3)}` : link;
    };
    return {
      Google: filled(`https://calendar.google.com/calendar/render?action=TEMPLATE&text=${title}&dates=${from}/${to}`, "location", "details"),
      Outlook: filled(`https://outlook.live.com/calendar/0/action/compose?rru=addevent${timed ? "" : "&allday=true"}&startdt=${start}&enddt=${end}&subject=${title}`, "location", "body"),
      Yahoo: filled(`https://calendar.yahoo.com/?v=60&title=${title}${timed ? `&st=${from}&et=${to}` : `&dur=allday&st=${from}`}`, "in_loc", "desc"),
    };
  }
  days.addEventListener("toggle", (event) => {
    const session = event.target.open && by.get(event.target.closest(".session")?.id.slice("session-".length));
    if (!session || session.offered || session.cancelled) return;
    session.offered = true;
    if (!event.target.querySelector(".add")) event.target.append(make("p", { class: "add" }));
    event.target.querySelector(".add").prepend(`${words.add} `);
    for (const [name, href] of Object.entries(forms(session))) event.target.querySelector(".add").append(" ", make("a", { href, rel: "noopener" }, name));
  }, true);

  // --- now and next ---

  const live = make("div", { class: "live", hidden: "" });
  function tick() {
    const at = Date.now();
    const timed = sessions.filter((one) => one.start !== null && !one.cancelled);
    const on = timed.filter((one) => one.start <= at && at < one.end);
    const soon = Math.min(...timed.filter((one) => one.start > at && one.start <= at + DAY).map((one) => one.start));
    const next = timed.filter((one) => one.start === soon);
    for (const badge of all(".session .badge", days)) badge.remove();
    live.replaceChildren(...[["now", on], ["next", next]].filter(([, list]) => list.length).map(([key, list]) => {
      for (const one of list) one.element.querySelector(".when").append(make("span", { class: "badge" }, words[key]));
      return make("p", {}, make("strong", {}, `${words[key]}: `), ...list.slice(0, 12).flatMap((one, number) => [
        number ? " · " : "", `${clock(one.start, state.zone)} `, make("a", { href: `#${one.element.id}`, dir: "auto" }, one.title)]));
    }));
    live.hidden = !live.childNodes.length;
  }

  // --- picks ---

  const panel = make("section", { class: "picks", "aria-label": words.my_picks });
  const told = make("p", { role: "status" });

  function pick(id, on) {
    if (on) picks.add(id); else picks.delete(id);
    remember();
    if (state.only) filter();
  }
  function remember() {
    stored.set("picks", [...picks].join(","));
    for (const session of sessions) {
      const button = session.button, on = picks.has(session.id);
      if (button.getAttribute("aria-pressed") !== String(on)) {
        button.setAttribute("aria-pressed", String(on));
        button.textContent = on ? words.picked : words.pick;
      }
    }
    picked();
  }
  function picked() {
    const some = picks.size > 0;
    const buttons = [
      some && make("button", { type: "button", onclick: download }, words.picks_download),
      some && make("button", { type: "button", onclick: (event) => copy(shareable(), event.target) }, words.picks_link),
      some && make("button", { type: "button", onclick: () => { picks = new Set(); told.textContent = ""; remember(); filter(); } }, words.picks_clear),
    ].filter(Boolean).map((button) => make("li", {}, button));
    const offered = shared.size ? [make("p", {}, say("picks_shared", { n: shared.size }), " ",
      make("button", { type: "button", onclick: keep }, words.picks_keep), " ",
      make("button", { type: "button", onclick: () => { shared = new Set(); show(); } }, words.reset))] : [];
    panel.replaceChildren(...offered, make("p", {}, make("strong", {}, words.my_picks), " ", some ? say("picks", { n: picks.size }) : words.picks_none),
      ...(buttons.length ? [make("ul", { class: "buttons" }, ...buttons)] : []), told);
  }
  function keep() {
    picks = new Set([...picks, ...shared]);
    shared = new Set();
    remember();
    show();
  }
  const shareable = () => `${location.href.split(/[?#]/)[0]}#picks=${[...picks].sort().join(",")}`;

  // The entries are cut out of the published feed byte for byte; latin1 keeps each byte as one character.
  async function download() {
    told.textContent = "";
    if (!known.whole) { told.textContent = words.picks_feedless; return; }
    if (location.protocol === "file:") { told.textContent = words.picks_file; return; }
    let bytes;
    try {
      const answer = await fetch(known.whole, { cache: "no-cache" });
      if (!answer.ok) throw new Error(`${answer.status}`);
      bytes = new Uint8Array(await answer.arrayBuffer());
    } catch (error) {
      told.textContent = say("picks_failed", { path: known.whole, why: error.message });
      return;
    }
    const feed = Array.from({ length: Math.ceil(bytes.length / 32768) }, (_, n) =>
      String.fromCharCode(...bytes.subarray(n * 32768, (n + 1) * 32768))).join("");
    const entries = feed.split(/(?<=\r\nEND:VEVENT\r\n)/).map((part) => part.slice(Math.max(part.indexOf("BEGIN:VEVENT\r\n"), 0)));
    const id = (entry) => (/\r\nUID:([^.]*)\./.exec(entry.replace(/\r\n /g, "")) || [])[1];
    const found = entries.filter((entry) => entry.startsWith("BEGIN:VEVENT") && picks.has(id(entry)));
    const lost = [...picks].filter((one) => !found.some((entry) => id(entry) === one));
    if (!found.length) { told.textContent = say("picks_lost", { titles: titles(lost) }); return; }
    const head = feed.slice(0, feed.indexOf("BEGIN:VEVENT\r\n")).replace(/(SOURCE|REFRESH-INTERVAL|X-PUBLISHED-TTL)[;:][^]*?\r\n(?! )/g, "");
    save(head + found.join("") + "END:VCALENDAR\r\n");
    told.textContent = [say("picks_done", { file: `${known.event}-picks.ics` }), lost.length ? say("picks_lost", { titles: titles(lost) }) : ""].join(" ");
  }
  const titles = (ids) => ids.map((id) => by.get(id)?.title ?? id).join(", ");
  function save(latin1) {
    const address = URL.createObjectURL(new Blob([Uint8Array.from(latin1, (one) => one.charCodeAt(0))], { type: "text/calendar" }));
    const link = make("a", { href: address, download: `${known.event}-picks.ics` });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), MINUTE);
  }

  async function copy(address, button) {
    const before = button.textContent;
    try {
      await navigator.clipboard.writeText(address);
      button.textContent = words.copied;
    } catch {
      button.textContent = words.copy_failed;
    }
    setTimeout(() => { button.textContent = before; }, 4000);
  }

  // --- the controls ---

  const option = (value, label) => make("option", { value }, label);
  const field = (label, control, grow) => make("label", { class: grow ? "grow" : false }, words[label], control);
  const choose = (name, options) => make("select", { name, onchange: (event) => { state[name] = event.target.value; filter(); } }, option("", words.all), ...options);
  const status = make("p", { class: "status", role: "status" });
  const reset = make("button", { type: "button", onclick: () => {
    Object.assign(state, { day: "", track: "", speaker: "", words: "", only: false, session: "" });
    shared = new Set();
    show();
  } }, words.reset);
  const controls = {};

  function view(name) {
    state.view = name;
    stored.set("view", name);
    toggle.textContent = words[name === "grid" ? "list" : "grid"];
    filter();
  }
  const toggle = make("button", { type: "button", onclick: () => view(state.view === "grid" ? "list" : "grid") });

  function dayOptions() {
    const found = [...new Set(sessions.map((one) => one.local))].sort();
    if (!found.includes(state.day)) state.day = "";
    controls.day.replaceChildren(option("", words.all), ...found.map((day) => option(day, dayWords(day))));
    controls.day.value = state.day;
  }

  function zoneOptions() {
    const first = [...new Set([mine, known.zone, ...known.also, state.zone])].filter(canonical);
    const label = (zone) => zone === known.zone ? say("event_zone", { zone: called(zone) }) : zone === mine ? say("your_zone", { zone: called(zone) }) : called(zone);
    const others = zones.filter((zone) => !first.includes(zone)).map((zone) => option(zone, called(zone)));
    return [...first.map((zone) => option(zone, label(zone))), make("optgroup", { label: words.other_zones }, ...others)];
  }

  function tools() {
    const used = Object.entries(known.tracks).filter(([id]) => sessions.some((one) => one.tracks.includes(id)));
    const speakers = [...new Set(sessions.flatMap((one) => one.speakers))].sort(new Intl.Collator(language).compare);
    let waiting;
    controls.words = make("input", { type: "search", name: "words", autocomplete: "off", oninput: (event) => {
      state.words = event.target.value;
      clearTimeout(waiting);
      waiting = setTimeout(filter, 60);
    } });
    controls.day = choose("day", []);
    controls.track = choose("track", used.map(([id, name]) => option(id, name)));
    controls.speaker = choose("speaker", speakers.map((name) => option(name, name)));
    controls.zone = make("select", { name: "zone", onchange: (event) => { state.zone = event.target.value; stored.set("zone", state.zone); show(); } }, ...zoneOptions());
    controls.only = make("input", { type: "checkbox", name: "only", onchange: (event) => { state.only = event.target.checked; filter(); } });
    const form = make("form", { role: "search", onsubmit: (event) => event.preventDefault() },
      field("search", controls.words, true), field("day", controls.day),
      ...(used.length > 1 ? [field("track", controls.track)] : []), ...(speakers.length > 1 ? [field("speaker", controls.speaker)] : []),
      field("zone", controls.zone, true), make("label", { class: "check" }, controls.only, words.only_picks), toggle, reset);
    document.getElementById("page-tools").replaceWith(live, panel, make("div", { class: "tools" }, form, status));
  }

  function show() {
    rezone();
    dayOptions();
    for (const [name, control] of Object.entries(controls))
      if (control.type === "checkbox") control.checked = state[name]; else control.value = state[name];
    toggle.textContent = words[state.view === "grid" ? "list" : "grid"];
    picked();
    filter();
    tick();
  }

  // --- addresses: a place on the page, or somebody's picks ---

  function arrive() {
    const place = decoded(location.hash.slice(1));
    if (place.startsWith("picks=")) {
      shared = new Set(place.slice("picks=".length).split(",").filter((id) => by.has(id)));
      show();
      panel.scrollIntoView();
      return;
    }
    const target = place && document.getElementById(place);
    if (!target) return;
    for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    if (target.matches(".session")) {
      if (target.hidden) reset.click();
      if (state.view === "grid") view("list");
    }
    (target.closest("details") ?? target).scrollIntoView();
  }

  for (const address of all(".address")) {
    const shown = address.querySelector("a");
    address.append(make("button", { type: "button", onclick: (event) => copy(shown.href, event.currentTarget) }, words.copy));
  }
  for (const session of sessions) {
    session.button = make("button", { class: "pick", type: "button", "aria-pressed": "false", "aria-label": say("pick_one", { title: session.title }), onclick: () => pick(session.id, !picks.has(session.id)) }, words.pick);
    session.element.append(session.button);
  }
  page.classList.toggle("embedded", query.has("embed"));
  if (/^\d{4}-\d\d-\d\d$/.test(query.get("day") || "")) { state.zone = known.zone; state.day = query.get("day"); }
  tools();
  show();
  remember();
  arrive();
  addEventListener("hashchange", arrive);
  setInterval(tick, MINUTE / 2);
  // A browser prints only what is open.
  addEventListener("beforeprint", () => { for (const box of all(".session details:not([open])")) { box.open = true; box.dataset.printed = ""; } });
  addEventListener("afterprint", () => { for (const box of all("details[data-printed]")) { box.open = false; delete box.dataset.printed; } });
})();
