import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { Script } from "node:vm";
import fc from "fast-check";
import { type ListingEntry, sortEntries } from "../../src/pages/listing-entry.ts";
import { LISTING_PAGE_HEADERS, type ListingView, listingPage } from "../../src/pages/listing-page.ts";
import { ODD_NAMES } from "../support/odd-names.ts";

const MOMENT = Date.UTC(2026, 1, 3, 4, 5, 6, 789);

function file(name: string, size = 1): ListingEntry {
  return { name, type: "file", size, modifiedMs: MOMENT };
}

function folder(name: string): ListingEntry {
  return { name, type: "directory", size: undefined, modifiedMs: MOMENT };
}

function pageOf(view: Partial<ListingView>): string {
  const whole: ListingView = {
    path: "/files/",
    entries: [],
    sort: "name",
    order: "asc",
    depth: 0,
    ...view,
  };
  return [...listingPage({ ...whole, entries: sorted(whole) })].join("");
}

/** Whoever makes the page sorts before. */
function sorted({ entries, sort, order }: ListingView): readonly ListingEntry[] {
  const sorting = sortEntries(entries, sort, order);
  for (;;) {
    const step = sorting.next();
    if (step.done === true) return step.value;
  }
}

/** The targets of the rows, resolved as a browser does. Enough of a parser for what our own page writes. */
function rowTargets(page: string, base = "http://site.test/files/"): readonly URL[] {
  const body = page.slice(page.indexOf("</thead>"), page.indexOf("</table>"));
  return Array.from(body.matchAll(/<a href="([^"]*)"/g), ([, href = ""]) => {
    return new URL(href.replaceAll("&amp;", "&"), base);
  });
}

describe("the page of a directory", () => {
  test("has one link for each entry, and it leads to that entry's own address, however odd the name", () => {
    const targets = rowTargets(pageOf({ entries: ODD_NAMES.map((name) => file(name)) }));
    const names = targets.map((target) => {
      assert.equal(target.origin, "http://site.test");
      assert.equal(target.search + target.hash, "");
      assert.match(target.pathname, /^\/files\/[^/]+$/);
      return decodeURIComponent(target.pathname.slice("/files/".length));
    });
    assert.deepEqual(names.sort(), [...ODD_NAMES].sort());
  });

  test("leads to the right address for any name without a slash", () => {
    const name = fc.string({ unit: "binary", minLength: 1 }).filter((text) => !/[/\\\0]|^\.\.?$/.test(text));
    fc.assert(
      fc.property(name, (text) => {
        const [target] = rowTargets(pageOf({ entries: [file(text)] }));
        assert.equal(decodeURIComponent(target?.pathname ?? ""), `/files/${text}`);
      }),
    );
  });

  test("lets no name become markup, in rows, heading, title or breadcrumb", () => {
    const plain = pageOf({ path: "/x/y/", entries: [file("name"), folder("name2")], depth: 1 });
    const tagsOf = (page: string) => page.match(/<\/?[a-z!][a-z0-9-]*/gi)?.length;
    for (const odd of ODD_NAMES) {
      const page = pageOf({
        path: `/${odd}/${odd}/`,
        entries: [file(odd), folder(`${odd}2`)],
        depth: 1,
        notice: odd,
      });
      assert.equal(tagsOf(page.replace(/<p class="notice">.*?<\/p>/s, "")), tagsOf(plain), odd);
    }
  });

  test("shows control characters as pictures, and direction overrides as what they are not", () => {
    const page = pageOf({ entries: [file("a\nb\tc\u202ed")] });
    assert.ok(page.includes("<bdi>a\u240ab\u2409c\ufffdd</bdi>"));
  });

  test("puts folders first, numbers in their order, and is deaf to case and accents", () => {
    const entries = [file("b10"), file("B2"), file("éa"), file("Ez"), folder("zoo"), file("a")];
    const names = rowTargets(pageOf({ entries })).map(({ pathname }) => decodeURIComponent(pathname));
    assert.deepEqual(
      names,
      ["zoo/", "a", "B2", "b10", "éa", "Ez"].map((name) => `/files/${name}`),
    );
  });

  test("keeps the order that was asked for on the way into folders and up, and only there", () => {
    const page = pageOf({ entries: [folder("in"), file("f")], sort: "size", order: "desc", depth: 1 });
    assert.deepEqual(rowTargets(page).map(String), [
      "http://site.test/?sort=size&order=desc",
      "http://site.test/files/in/?sort=size&order=desc",
      "http://site.test/files/f",
    ]);
  });

  test("offers each column's order as a link, and says which one decides", () => {
    const head = pageOf({ sort: "size", order: "desc" });
    assert.match(head, /aria-sort="descending"><a href="\?sort=size&amp;order=asc">Size/);
    assert.match(head, /scope="col"><a href="\?sort=name&amp;order=asc">Name/);
    assert.match(head, /scope="col"><a href="\?sort=modified&amp;order=desc">Modified/);
    assert.equal(head.match(/aria-sort="/g)?.length, 1);
  });

  test("has a way up only where the site has a folder above", () => {
    assert.doesNotMatch(pageOf({ depth: 0 }), /Parent folder/);
    assert.match(pageOf({ depth: 1 }), /<a href="\.\.\/"><bdi>Parent folder/);
  });

  test("leads back along its path with relative links alone", () => {
    const crumbsOf = (view: Partial<ListingView>) => {
      const page = pageOf(view);
      const nav = page.slice(page.indexOf("<nav"), page.indexOf("</nav>"));
      return Array.from(nav.matchAll(/href="([^"]*)">(?:<bdi>)?([^<]*)/g), ([, href = "", name]) => [
        href,
        name,
      ]);
    };
    assert.deepEqual(crumbsOf({ path: "/a/b c/d/", depth: 3 }), [
      ["../../../", "Home"],
      ["../../", "a"],
      ["../", "b c"],
    ]);
    assert.deepEqual(crumbsOf({ path: "/a/b c/d/", depth: 2, sort: "size" }), [
      ["../../?sort=size&amp;order=asc", "a"],
      ["../?sort=size&amp;order=asc", "b c"],
    ]);
    assert.doesNotMatch(pageOf({ path: "/" }), /<nav/);
  });

  test("begins its path where the route does: what lies above may not be there", () => {
    assert.doesNotMatch(pageOf({ path: "/a/b/", depth: 0 }), /<nav|Home/);
    assert.doesNotMatch(pageOf({ path: "/a/b/c/", depth: 1 }), /Home/);
  });

  test("writes sizes for people and keeps the exact ones, and times as machines read them", () => {
    const page = pageOf({ entries: [file("f", 1_234_567)] });
    assert.match(page, /title="1,234,567 bytes">1\.2 MB</);
    assert.match(page, /<time datetime="2026-02-03T04:05:06Z">2026-02-03 04:05<\/time>/);
  });

  test("sums up what is there", () => {
    const page = pageOf({ entries: [folder("a"), file("b", 1500), file("c", 500)] });
    assert.match(page, /1 folder, 2 files<\/td><td role="cell" title="2,000 bytes">2 kB</);
    assert.match(pageOf({}), /This folder is empty\./);
  });

  test("leaves cells empty where nothing is known", () => {
    const unknown: ListingEntry = { name: "f", type: "file", size: undefined, modifiedMs: undefined };
    const strange: ListingEntry = { name: "g", type: "file", size: 0, modifiedMs: 1e300 };
    assert.match(pageOf({ entries: [unknown] }), /<td role="cell"><\/td><td role="cell"><\/td><\/tr>/);
    assert.match(pageOf({ entries: [strange] }), /0 B<\/td><td role="cell"><\/td><\/tr>/);
  });

  test("streams 50,000 entries in small chunks, none of them empty", () => {
    const entries = Array.from({ length: 50_000 }, (_, index) =>
      file(`photo-${(index * 7919) % 50_000}.jpg`),
    );
    let chunks = 0;
    let links = 0;
    for (const chunk of listingPage({ path: "/", entries, sort: "name", order: "asc", depth: 0 })) {
      assert.ok(chunk.length > 0 && chunk.length < 32_768);
      chunks += 1;
      links += chunk.match(/<tr role="row" class="image">/g)?.length ?? 0;
    }
    assert.equal(links, 50_000);
    assert.ok(chunks > 500);
  });
});

describe("what the page of a directory may do", () => {
  const policy = new Map(LISTING_PAGE_HEADERS).get("Content-Security-Policy") ?? "";
  const page = pageOf({ entries: [file("a")] });

  for (const tag of ["style", "script"]) {
    test(`allows its one ${tag} by the hash of its text`, () => {
      const found = [...page.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, "g"))];
      assert.equal(found.length, 1);
      const digest = createHash("sha256")
        .update(found[0]?.[1] ?? "")
        .digest("base64");
      assert.ok(policy.includes(`${tag}-src 'sha256-${digest}';`));
    });
  }

  test("is nothing else: no other source, no frame, no form, no base", () => {
    assert.match(policy, /^default-src 'none';/);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    for (const directive of ["base-uri", "form-action", "frame-ancestors"]) {
      assert.ok(policy.includes(`${directive} 'none'`));
    }
    assert.doesNotMatch(page, / on[a-z]+="| style="/);
  });

  test("runs as a script that an engine can compile", () => {
    assert.doesNotThrow(() => new Script(/<script>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? "?"));
  });
});
