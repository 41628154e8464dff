import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RepresentationCache, SharedLoads } from "../../src/files/representation-cache.ts";
import { systemClock } from "../../src/platform/clock.ts";

function cacheOf(totalOctets: number) {
  let nowMs = 0;
  const cache = new RepresentationCache(
    { ...systemClock, monotonicMs: () => nowMs },
    { totalOctets, fileOctets: 1000 },
  );
  return {
    cache,
    at: (ms: number) => {
      nowMs = ms;
    },
  };
}

describe("the cache of hot files", () => {
  test("gives out what is fresh, and only then", () => {
    const { cache, at } = cacheOf(10_000);
    const shelf = cache.createShelf<{ octets: number }>();
    const value = { octets: 10 };
    shelf.keep("/a", value, 0);
    assert.equal(shelf.fresh("/a"), value);
    at(699);
    assert.equal(shelf.fresh("/a"), value);
    at(700);
    assert.equal(shelf.fresh("/a"), undefined);
    assert.equal(shelf.stale("/a"), value);
    shelf.keep("/a", value, 700);
    assert.equal(shelf.fresh("/a"), value);
  });

  test("counts from the start of the look at the disk, not from its end", () => {
    const { cache, at } = cacheOf(10_000);
    const shelf = cache.createShelf<{ octets: number }>();
    at(1000);
    shelf.keep("/a", { octets: 10 }, 200);
    assert.equal(shelf.fresh("/a"), undefined);
  });

  test("stays within its bound over all shelves, and spares what was asked for", () => {
    const { cache } = cacheOf(20_000);
    const one = cache.createShelf<{ octets: number }>();
    const two = cache.createShelf<{ octets: number }>();
    one.keep("/hot", { octets: 1000 }, 0);
    for (let index = 0; index < 100; index++) {
      (index % 2 === 0 ? one : two).keep(`/${index}`, { octets: 1000 }, 0);
      assert.ok(one.fresh("/hot") !== undefined, `evicted at ${index}`);
      assert.ok(cache.octets <= 20_000);
    }
    assert.equal(one.stale("/0"), undefined);
  });

  test("counts empty files too", () => {
    const { cache } = cacheOf(20_000);
    const shelf = cache.createShelf<{ octets: number }>();
    for (let index = 0; index < 1000; index++) shelf.keep(`/${index}`, { octets: 0 }, 0);
    assert.ok(cache.octets <= 20_000);
  });

  test("gives back the room of what is dropped or replaced", () => {
    const { cache } = cacheOf(20_000);
    const shelf = cache.createShelf<{ octets: number }>();
    shelf.keep("/a", { octets: 500 }, 0);
    shelf.keep("/a", { octets: 700 }, 0);
    shelf.drop("/a");
    shelf.drop("/a");
    assert.equal(cache.octets, 0);
  });
});

describe("loads of one thing", () => {
  test("are merged while one runs, also where it fails", async () => {
    const loads = new SharedLoads<number>();
    let count = 0;
    const load = async () => ++count;
    assert.deepEqual(
      await Promise.all([loads.run("a", load), loads.run("a", load), loads.run("b", load)]),
      [1, 1, 2],
    );
    assert.equal(await loads.run("a", load), 3);
    const fail = () => Promise.reject(new Error("no"));
    await Promise.all([assert.rejects(loads.run("a", fail)), assert.rejects(loads.run("a", load))]);
    assert.equal(await loads.run("a", load), 4);
  });
});
