(() => {
"use strict";
const STYLE = `
:host { display: block; font: 1rem/1.5 system-ui, sans-serif; color: CanvasText; background: Canvas; overflow-wrap: anywhere;
--summit-ical-line: #8888; --summit-ical-accent: LinkText; color-scheme: light dark; }
a { color: var(--summit-ical-accent); } h3 { font-size: 1.1em; margin: 1.25em 0 .25em; }
ul { list-style: none; margin: 0; padding: 0; } p { margin: .25em 0; } [dir] { unicode-bidi: isolate; }
li { border-block-start: 1px solid var(--summit-ical-line); padding-block: .6em; }
strong, .clock { font-weight: 600; } .clock { font-variant-numeric: tabular-nums; } small { opacity: .85; }
li.cancelled strong { text-decoration: line-through; }`;
const format = (language, options) => new Intl.DateTimeFormat(language, options);
const spoken = (tag) => { try { return Intl.getCanonicalLocales(tag)[0]; } catch { return "en"; } };
const make = (tag, ...children) => {
const element = document.createElement(tag);
element.append(...children.filter((child) => child !== ""));
return element;
};
const read = (address) => new Promise((done) => {
const asked = new XMLHttpRequest();
asked.open("GET", address);
asked.responseType = "document";
asked.onload = () => done(asked.status === 200 ? asked.response : null);
asked.onerror = () => done(null);
asked.send();
});
class Programme extends HTMLElement {
async connectedCallback() {
if (this.shadowRoot) return;
const source = new URL("index.html", new URL(this.getAttribute("src"), document.baseURI));
const page = await read(source);
if (!page) return;
const shown = this.shown(page, source);
if (!shown.length) return;
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
const root = this.attachShadow({ mode: "open" });
root.adoptedStyleSheets = [sheet];
root.append(...shown);
}
shown(page, source) {
const [track, day, session] = ["track", "day", "session"].map((name) => this.getAttribute(name));
const wanted = [...page.querySelectorAll(".session")].filter((one) =>
(!track || one.querySelector(`.track[data-id="${CSS.escape(track)}"]`)) &&
(!day || one.closest(".day").dataset.day === day) && (!session || one.id === `session-${session}`));
if (!wanted.length) return [];
const language = spoken(page.documentElement.lang), days = new Map();
for (const one of wanted) {
const [from, to] = [".dt-start", ".dt-end"].map((part) => one.querySelector(part)?.getAttribute("datetime"));
const key = to ? format(language, { dateStyle: "full" }).format(new Date(from)) : one.closest(".day").querySelector("h3 time").textContent;
if (!days.has(key)) days.set(key, make("ul"));
days.get(key).append(this.entry(one, from, to, language, source));
}
const feed = track ? `track-${track}` : day ? `day-${day}` : session ? `session-${session}` : "all";
const all = make("a", page.querySelector("#page-subscribe")?.textContent ?? page.title);
all.href = `${source}#${feed}`;
return [...[...days].flatMap(([words, list]) => [make("h3", words), list]), make("p", all)];
}
entry(one, from, to, language, source) {
const title = one.querySelector(".p-name"), name = make("a", title.textContent);
name.href = `${source}#${one.id}`;
for (const part of ["lang", "dir"]) if (title[part]) name[part] = title[part];
const there = one.querySelector(".clock").textContent.trim();
const clock = format(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const here = to ? `${clock.format(new Date(from))}–${clock.format(new Date(to))}` : "";
const item = make("li", make("p", Object.assign(make("span", here || there), { className: "clock" }), here ? make("small", ` (${there})`) : ""),
make("p", make("strong", name)));
for (const part of [".state", ".who"]) for (const words of one.querySelectorAll(part)) item.append(Object.assign(make("p", words.textContent), { dir: "auto" }));
item.classList.toggle("cancelled", one.classList.contains("cancelled"));
return item;
}
}
if (!customElements.get("summit-ical")) customElements.define("summit-ical", Programme);
})();
