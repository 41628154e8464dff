import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseCommandLine } from "../../src/cli/arguments.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { Failure } from "../../src/cli/failure.ts";
import { helpText } from "../../src/cli/help.ts";

/** What is worth comparing of an invocation. */
function summary(...argv: string[]) {
  const invocation = parseCommandLine(argv);
  if (invocation.kind !== "run") return invocation.kind;
  const { positionals, values, switches, logLevel } = invocation.line;
  return {
    command: invocation.command.name,
    positionals: [...positionals],
    values: Object.fromEntries(values),
    switches: [...switches],
    logLevel,
  };
}

function refusal(...argv: string[]): string {
  try {
    parseCommandLine(argv);
  } catch (error) {
    assert.ok(error instanceof Failure);
    assert.equal(error.exitStatus, 2);
    assert.doesNotMatch(error.message, /\n/);
    return error.message;
  }
  return assert.fail("was not refused");
}

const NOTHING = { positionals: [], values: {}, switches: [], logLevel: undefined };

describe("`parseCommandLine`", () => {
  test("runs the server where no command is named", () => {
    assert.deepEqual(summary(), { ...NOTHING, command: "" });
    assert.deepEqual(summary("site/config.yaml"), {
      ...NOTHING,
      command: "",
      positionals: ["site/config.yaml"],
    });
  });

  test("takes a command's options before and behind it, long and short", () => {
    const expected = {
      command: "serve",
      positionals: ["public"],
      values: { port: "0", host: "::1" },
      switches: ["spa"],
      logLevel: undefined,
    };
    assert.deepEqual(summary("serve", "public", "--port", "0", "--host=::1", "--spa"), expected);
    assert.deepEqual(summary("-p0", "--host", "::1", "serve", "--spa", "public"), expected);
  });

  test("takes --log-level with every command", () => {
    for (const { name, minPositionals } of COMMANDS) {
      const words = Array.from({ length: minPositionals }, (_, index) => `word${index}`);
      const invocation = parseCommandLine(["--log-level", "debug", name, ...words]);
      assert.equal(invocation.kind === "run" && invocation.line.logLevel, "debug", name);
    }
  });

  test("takes what follows `--` as it is", () => {
    assert.deepEqual(summary("serve", "--", "--odd"), {
      ...NOTHING,
      command: "serve",
      positionals: ["--odd"],
    });
  });

  test("gives help and version before it looks for mistakes", () => {
    assert.equal(summary("--help", "serv"), "help");
    assert.equal(summary("help", "serve"), "help");
    assert.equal(summary("-v", "config.yaml"), "version");
  });

  test("refuses an unknown command with a guess, or with the list", () => {
    assert.equal(refusal("serv"), 'ferrous: there is no command "serv". Did you mean "serve"?');
    assert.match(refusal("zebra"), /The commands are serve, check, explain, schema, init;/);
  });

  test("refuses an unknown option with a guess, or names the help", () => {
    assert.equal(
      refusal("serve", "--prot", "1"),
      'ferrous: there is no option --prot. Did you mean "--port"?',
    );
    assert.equal(refusal("--zebra"), "ferrous: there is no option --zebra. See `ferrous --help`.");
    assert.equal(refusal("-x"), "ferrous: there is no option -x. See `ferrous --help`.");
  });

  test("says whose option it is that stands with the wrong command", () => {
    assert.match(
      refusal("config.yaml", "--spa"),
      /--spa is an option of `ferrous serve`, not of `ferrous`\./,
    );
  });

  test("refuses missing and superfluous values and arguments", () => {
    assert.equal(refusal("serve", "--port"), "ferrous: --port needs a value: --port N.");
    assert.equal(refusal("serve", "--spa=yes"), "ferrous: --spa takes no value.");
    assert.equal(
      refusal("explain", "GET"),
      "ferrous: something is missing: ferrous explain METHOD URL [config.yaml]",
    );
    assert.equal(refusal("serve", "a", "b"), 'ferrous: "b" is one argument too many: ferrous serve [DIR]');
  });

  test("refuses an unknown log level", () => {
    assert.equal(
      refusal("--log-level", "debg"),
      'ferrous: there is no log level "debg". Did you mean "debug"?',
    );
  });
});

describe("`helpText`", () => {
  test("lists every command, and for one command each of its options", () => {
    for (const command of COMMANDS) {
      assert.match(helpText(undefined), new RegExp(`^  ferrous ${command.name}\\b.*${command.summary}`, "m"));
      for (const { name, help } of command.options) {
        assert.ok(helpText(command).includes(`--${name}`) && helpText(command).includes(help));
      }
    }
  });
});
