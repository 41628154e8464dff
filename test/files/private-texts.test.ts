// What a program keeps for its next start, and whom it believes.
import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { createPrivateTexts } from "../../src/files/private-texts.ts";

describe("`createPrivateTexts`", () => {
  let around: string;
  let folder: string;
  beforeEach(() => {
    around = mkdtempSync(join(tmpdir(), "ferrous-private-"));
    folder = join(around, "deep/texts");
  });
  afterEach(() => rmSync(around, { recursive: true, force: true }));

  const modeOf = (path: string): number => statSync(path).mode & 0o777;

  test("gives back what was kept last, also to another program", () => {
    createPrivateTexts(folder).set("a", "first");
    createPrivateTexts(folder).set("a", "sécond");
    assert.equal(createPrivateTexts(folder).get("a"), "sécond");
    assert.equal(createPrivateTexts(folder).get("b"), undefined);
  });

  test("makes nothing before there is something to keep", () => {
    assert.equal(createPrivateTexts(folder).get("a"), undefined);
    assert.ok(!existsSync(folder));
  });

  test("lets nobody else read what it keeps", () => {
    createPrivateTexts(folder).set("a", "text");
    assert.equal(modeOf(folder), 0o700);
    assert.equal(modeOf(join(folder, "a")), 0o600);
    assert.deepEqual(readdirSync(folder), ["a"]);
  });

  test("believes no folder that others may use, and writes nothing there", () => {
    const texts = createPrivateTexts(folder);
    texts.set("a", "text");
    for (const mode of [0o777, 0o770, 0o702, 0o750]) {
      chmodSync(folder, mode);
      assert.equal(texts.get("a"), undefined, mode.toString(8));
      texts.set("b", "text");
      assert.ok(!existsSync(join(folder, "b")), mode.toString(8));
    }
    chmodSync(folder, 0o700);
    assert.equal(texts.get("a"), "text");
  });

  test("believes no file that others may write or read", () => {
    const texts = createPrivateTexts(folder);
    texts.set("a", "text");
    for (const mode of [0o666, 0o660, 0o602, 0o644]) {
      chmodSync(join(folder, "a"), mode);
      assert.equal(texts.get("a"), undefined, mode.toString(8));
    }
  });

  test("follows no link, to the folder or to a file", () => {
    const real = join(around, "real");
    createPrivateTexts(real).set("a", "text");
    symlinkSync(real, join(around, "link"));
    assert.equal(createPrivateTexts(join(around, "link")).get("a"), undefined);
    symlinkSync(join(real, "a"), join(real, "b"));
    assert.equal(createPrivateTexts(real).get("b"), undefined);
  });

  test("is content where nothing can be kept", () => {
    const file = join(around, "file");
    writeFileSync(file, "");
    const texts = createPrivateTexts(join(file, "texts"));
    texts.set("a", "text");
    assert.equal(texts.get("a"), undefined);
    const inTheWay = createPrivateTexts(folder);
    mkdirSync(join(folder, "a"), { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    inTheWay.set("a", "text");
    assert.equal(inTheWay.get("a"), undefined);
    assert.deepEqual(readdirSync(folder), ["a"]);
  });

  test("replaces a text without touching a file that has two names", () => {
    const texts = createPrivateTexts(folder);
    texts.set("a", "old");
    linkSync(join(folder, "a"), join(around, "other"));
    texts.set("a", "new");
    assert.equal(texts.get("a"), "new");
    assert.equal(statSync(join(around, "other")).size, "old".length);
  });

  test("keeps the newest 16, and none that is too large", () => {
    const texts = createPrivateTexts(folder);
    for (let age = 20; age > 0; age--) {
      texts.set(`${age}`, "text");
      utimesSync(join(folder, `${age}`), Date.now() / 1000 - age * 60, Date.now() / 1000 - age * 60);
    }
    texts.set("large", "x".repeat(1024 * 1024 + 1));
    const expected = Array.from({ length: 16 }, (_, index) => `${index + 1}`);
    assert.deepEqual(readdirSync(folder).toSorted(), expected.toSorted());
  });
});
