// The site that is shipped, as its first visitor sees it: every feature linked, and none promised that isn't there.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { loadConfig } from "../../src/config/load.ts";
import { createSystemDisk } from "../../src/files/system-disk.ts";
import { findChromium, launchChromium } from "../support/browser.ts";
import { type SiteServer, startSite } from "../support/site-server.ts";

const CONFIG_FILE = join(import.meta.dirname, "../../config.yaml");
const executable = findChromium();

describe("the home page of the shipped site", {
  skip: executable === undefined ? "there is no Chromium on this machine" : false,
}, () => {
  let site: SiteServer;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  before(async () => {
    const loaded = await loadConfig(CONFIG_FILE, createSystemDisk());
    assert.equal(loaded.kind, "config");
    if (loaded.kind !== "config") return;
    site = await startSite(loaded.config);
    browser = await launchChromium(executable ?? "");
    page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    page.on("console", (message) => complaints.push(message.text()));
  });
  after(async () => {
    await browser?.close();
    await site?.stop();
  });

  test("loads whole and fits a phone", async () => {
    await page.goto(`${site.origin}/`);
    assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), "Ferrous");
    assert.ok(Number(await page.evaluate("innerWidth - document.documentElement.scrollWidth")) >= 0);
    assert.ok(Number(await page.evaluate("document.images[0].naturalWidth")) > 0);
    assert.deepEqual(complaints, []);
  });

  test("says `not built yet` of exactly those features that answer 501", async () => {
    const features = await page.locator("main a").all();
    assert.ok(features.length >= 10);
    for (const feature of features) {
      const text = (await feature.textContent()) ?? "";
      const [, method = "GET", path = ""] = /(POST )?(\/\S*)$/.exec(text)?.map((part) => part?.trim()) ?? [];
      const answer = await page.request.fetch(site.origin + path, { method });
      const href = new URL((await feature.getAttribute("href")) ?? "", `${site.origin}/`);
      assert.equal(href.pathname + href.search, path);
      assert.equal(answer.status() === 501, text.includes("not built yet"), text);
      if (answer.status() !== 501) assert.equal(answer.status(), path === "/nowhere" ? 404 : 200, text);
    }
  });

  test("leads to the error page, and that back home", async () => {
    await page.goto(`${site.origin}/nowhere`);
    assert.equal(await page.title(), "404 Not Found");
    await page.getByRole("link", { name: "Back to the home page" }).click();
    await page.waitForURL(`${site.origin}/`);
  });
});
