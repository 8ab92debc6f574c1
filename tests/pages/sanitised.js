// HTML on stdin, what DOMPurify with its default settings leaves of it on stdout.
import { readFileSync } from "node:fs";
import createDOMPurify from "dompurify";
import { JSDOM } from "jsdom";

process.stdout.write(createDOMPurify(new JSDOM("").window).sanitize(readFileSync(0, "utf8")));
