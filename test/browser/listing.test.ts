// The listing in a real browser: what a person does with it, on a phone and on a desktop, with scripts and without.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { folderConfig } from "../../src/config/folder-config.ts";
import { findChromium, launchChromium } from "../support/browser.ts";
import { ODD_NAMES } from "../support/odd-names.ts";
import { type SiteServer, startSite } from "../support/site-server.ts";

const LONG_NAME = `${"a-name-that-somebody-thought-was-a-good-idea-".repeat(5)}${"x".repeat(25)}`;

/** The server has no address for a name with a control character, so it lists none. */
const LISTED_ODD_NAMES = ODD_NAMES.filter((name) => !/[\0-\x1f]/.test(name));

/** @param hours after the start of 2026, UTC */
async function write(path: string, content: string, hours = 0): Promise<void> {
  await writeFile(path, content);
  const seconds = Date.UTC(2026, 0, 1, hours) / 1000;
  await utimes(path, seconds, seconds);
}

async function writeSite(root: string): Promise<void> {
  for (const folder of ["site/inner", "odd", "many", "empty"]) {
    await mkdir(join(root, folder), { recursive: true });
  }
  await write(join(root, "site/beta.txt"), "b".repeat(10), 3);
  await write(join(root, "site/Alpha 2.jpg"), "a".repeat(30), 1);
  await write(join(root, "site/alpha 10.jpg"), "a".repeat(20), 2);
  await write(join(root, "site/inner", LONG_NAME), "long");
  for (const name of ODD_NAMES) await write(join(root, "odd", name), `file ${name}`);
  for (let index = 0; index < 1200; index += 1) await writeFile(join(root, `many/photo ${index}.jpg`), "");
}

const executable = findChromium();

describe("the listing in a browser", {
  skip: executable === undefined ? "there is no Chromium on this machine" : false,
}, () => {
  let root: string;
  let site: SiteServer;
  let browser: Browser;
  const pages: Page[] = [];
  /** What the browser complained about: errors, and refusals of the content security policy. */
  const complaints: string[] = [];

  before(async () => {
    root = await mkdtemp(join(tmpdir(), "ferrous-browser-"));
    await writeSite(root);
    site = await startSite(
      folderConfig({ folder: root, host: "127.0.0.1", port: 0, spa: false, upload: false }),
    );
    browser = await launchChromium(executable ?? "");
  });
  after(async () => {
    await browser?.close();
    await site?.stop();
    await rm(root, { recursive: true, force: true });
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.context().close();
    assert.deepEqual(complaints.splice(0), []);
  });

  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      timezoneId: "Asia/Kolkata",
      ...options,
    });
    const page = await context.newPage();
    pages.push(page);
    page.setDefaultTimeout(30_000);
    page.on("console", (message) => {
      // A plain file names no icon, so the browser asks for one; the site has none.
      if (!message.location().url.endsWith("/favicon.ico")) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("dialog", (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(site.origin + path);
    return page;
  }

  const names = (page: Page) =>
    page
      .locator("tbody:not(.parent,[hidden]) tr:not([hidden]) bdi")
      .evaluateAll((all) => all.map((bdi) => bdi.textContent));
  const focused = (page: Page) => page.locator(":focus").textContent();

  test("goes into a folder, up by the parent row, and back by the breadcrumb", async () => {
    const page = await open("/site/");
    await page.getByRole("link", { name: "inner/" }).click();
    await page.waitForURL("**/site/inner/");
    assert.deepEqual(await names(page), [LONG_NAME]);
    await page.getByRole("link", { name: "Parent folder" }).click();
    await page.waitForURL("**/site/");
    await page.getByRole("link", { name: "inner/" }).click();
    await page.waitForURL("**/inner/");
    await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link", { name: "site" }).click();
    await page.waitForURL("**/site/");
  });

  for (const scripts of [true, false]) {
    test(`sorts by each column, both ways, ${scripts ? "with" : "without"} scripts`, async () => {
      const page = await open("/site/", { javaScriptEnabled: scripts });
      const up = ["inner/", "Alpha 2.jpg", "alpha 10.jpg", "beta.txt"];
      assert.deepEqual(await names(page), up);
      for (const [column, order, expected] of [
        ["Name", "descending", ["inner/", "beta.txt", "alpha 10.jpg", "Alpha 2.jpg"]],
        ["Size", "descending", ["inner/", "Alpha 2.jpg", "alpha 10.jpg", "beta.txt"]],
        ["Size", "ascending", ["inner/", "beta.txt", "alpha 10.jpg", "Alpha 2.jpg"]],
        ["Modified", "descending", ["inner/", "beta.txt", "alpha 10.jpg", "Alpha 2.jpg"]],
        ["Modified", "ascending", ["inner/", "Alpha 2.jpg", "alpha 10.jpg", "beta.txt"]],
        ["Name", "ascending", up],
      ] as const) {
        await page.getByRole("link", { name: column, exact: true }).click();
        await page.locator(`th[aria-sort=${order}]`, { hasText: column }).waitFor();
        assert.deepEqual(await names(page), expected, `${column} ${order}`);
      }
    });
  }

  test("is whole without scripts: no filter, times in UTC, links that work", async () => {
    const page = await open("/site/", { javaScriptEnabled: false });
    assert.equal(await page.getByRole("searchbox").count(), 0);
    assert.match((await page.locator("table").textContent()) ?? "", /2026-01-01 03:00/);
    assert.match((await page.locator("footer").textContent()) ?? "", /Times are UTC/);
    await page.getByRole("link", { name: "beta.txt" }).click();
    await page.waitForURL("**/site/beta.txt");
  });

  test("tells times in the reader's zone where scripts run", async () => {
    const page = await open("/site/");
    assert.match((await page.locator("tr", { hasText: "beta.txt" }).textContent()) ?? "", /2026-01-01 08:30/);
    assert.match(
      (await page.locator("footer").textContent()) ?? "",
      /Times are local \(Asia\/(Kolkata|Calcutta)\)/,
    );
  });

  test("filters by words in any order, says how many match, and keeps the filter when sorted", async () => {
    const page = await open("/site/");
    await page.getByRole("searchbox", { name: "Filter by name" }).fill("JPG alp");
    await page.getByText("2 of 4 match").waitFor();
    assert.deepEqual(await names(page), ["Alpha 2.jpg", "alpha 10.jpg"]);
    await page.getByRole("link", { name: "Size", exact: true }).click();
    await page.waitForURL("**/site/?sort=size&order=desc#filter=JPG%20alp");
    assert.deepEqual(await names(page), ["Alpha 2.jpg", "alpha 10.jpg"]);
    await page.getByRole("searchbox").fill("<b>nobody");
    await page.getByText("No name here contains “<b>nobody”.").waitFor();
    assert.deepEqual(await names(page), []);
    await page.getByRole("searchbox").fill("");
    await page.getByRole("link", { name: "beta.txt" }).waitFor();
    assert.equal((await names(page)).length, 4);
  });

  test("filters a long list and shows the last ones where they belong", async () => {
    const page = await open("/many/");
    const found = (text: RegExp) => page.locator("output", { hasText: text }).waitFor();
    await page.locator("input").fill("119");
    await found(/^12 of 1,200 match$/);
    assert.equal((await names(page)).at(-1), "photo 1199.jpg");
    await page.locator("input").fill("");
    await page.locator("output:empty").waitFor({ state: "attached" });
    await page.locator('a[href="./photo%201199.jpg"]').scrollIntoViewIfNeeded();
    assert.equal(await page.locator("tfoot td").first().textContent(), "1,200 files");
    assert.equal(await page.locator("thead").evaluate((head) => head.getBoundingClientRect().top), 0);
  });

  test("is used by keyboard alone: slash, arrows, Enter, Escape", async () => {
    const page = await open("/site/");
    await page.keyboard.press("/");
    await page.keyboard.type("a");
    await page.getByText("3 of 4 match").waitFor();
    await page.keyboard.press("ArrowDown");
    assert.equal(await focused(page), "Alpha 2.jpg");
    await page.keyboard.press("ArrowDown");
    assert.equal(await focused(page), "alpha 10.jpg");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Escape");
    assert.equal(await page.getByRole("searchbox").inputValue(), "");
    assert.equal((await names(page)).length, 4);
    await page.keyboard.type("bet");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/site/beta.txt");
  });

  test("is a table to a screen reader", async () => {
    const page = await open("/site/");
    const table = page.getByRole("table", { name: "Files and folders" });
    assert.equal(await table.getByRole("columnheader").count(), 3);
    // Headings, the way up, four entries, and the sum.
    assert.equal(await table.getByRole("row").count(), 7);
    assert.equal(await table.getByRole("row", { name: "beta.txt" }).getByRole("cell").count(), 3);
    assert.equal(await page.getByRole("heading", { level: 1, name: "Index of site" }).count(), 1);
  });

  test("opens the very file that a name belongs to, however odd, and runs nothing", async () => {
    const page = await open("/odd/");
    const links = page.locator("tbody:not(.parent) a");
    assert.equal(await links.count(), LISTED_ODD_NAMES.length);
    const opened = await Promise.all(
      (await links.evaluateAll((all) => all.map((a) => String(Reflect.get(a, "href"))))).map(async (href) => {
        assert.equal(new URL(href).origin, site.origin);
        return (await page.request.get(href)).text();
      }),
    );
    assert.deepEqual(opened.sort(), LISTED_ODD_NAMES.map((name) => `file ${name}`).sort());
    await page.getByRole("link", { name: "<img src=x onerror=alert(1)>.txt" }).click();
    await page.waitForURL("**/odd/%3Cimg%20src=x%20onerror=alert(1)%3E.txt");
  });

  test("fits phones and desktops without scrolling sideways", async () => {
    const page = await open("/site/");
    for (const path of ["/site/", "/site/inner/", "/odd/", "/empty/"]) {
      await page.goto(site.origin + path);
      for (const [width, height] of [
        [390, 844],
        [320, 568],
        [700, 800],
        [1280, 800],
      ] as const) {
        await page.setViewportSize({ width, height });
        const room = await page.evaluate("innerWidth - document.documentElement.scrollWidth");
        assert.ok(Number(room) >= 0, `${path} at ${width} px: ${room}`);
      }
    }
  });
});
