// The listening sockets that outlive a configuration, and the plan by which each answers now.
import type { ConnectionServices } from "../connection/connection-services.ts";
import type { ConnectionTable } from "../connection/connection-table.ts";
import { HeadReader } from "../connection/understand.ts";
import type { Listener, Network, Transport } from "../platform/transport.ts";
import type { ListenerPlan } from "./generation.ts";

/** What all connections need, whichever listener they come in by. */
export type SharedConnectionServices = Omit<ConnectionServices, "settings" | "parsers" | "heads" | "serving">;

/** One listening socket. */
class OpenListener {
  readonly listener: Listener;
  /** The same object for all its connections, so that they can be told apart from those of others. */
  readonly services: ConnectionServices;
  plan: ListenerPlan;
  /** Connections that came before the configuration was at work. */
  #early: Transport[] | undefined = [];
  readonly #table: ConnectionTable;

  constructor(
    listener: Listener,
    plan: ListenerPlan,
    shared: SharedConnectionServices,
    table: ConnectionTable,
  ) {
    this.listener = listener;
    this.plan = plan;
    this.#table = table;
    const current = () => this.plan;
    this.services = {
      ...shared,
      get parsers() {
        return current().parsers;
      },
      heads: new HeadReader(),
      get settings() {
        return current().settings;
      },
      serving: current,
    };
  }

  accept(transport: Transport): void {
    if (this.#early === undefined) this.#table.admit(transport, this.services);
    else this.#early.push(transport);
  }

  /** From now on connections are served, those first that came early. */
  open(): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const transport of early) this.#table.admit(transport, this.services);
  }

  /** It was opened in vain: another listener of its configuration could not be had. */
  async abandon(): Promise<void> {
    for (const transport of this.#early ?? []) transport.abort();
    await this.listener.close();
  }
}

/** A listener as others see it. */
export interface ListenerState {
  readonly port: number;
  readonly plan: ListenerPlan;
}

/** All listeners of a server, by `host:port` as configured. */
export class Listeners {
  readonly #network: Network;
  readonly #open = new Map<string, OpenListener>();

  constructor(network: Network) {
    this.#network = network;
  }

  /** Those that are open, in the order in which they were opened. */
  get states(): readonly ListenerState[] {
    return [...this.#open.values()].map(({ listener, plan }) => ({ port: listener.local.port, plan }));
  }

  /**
   * Makes the open listeners those of the plans, all or none: opens what is missing, gives the others their new plan,
   * closes what is in none and ends its connections after what they have begun.
   *
   * @returns why not, one sentence for each listener that could not be had; then nothing has changed
   */
  async follow(
    plans: ReadonlyMap<string, ListenerPlan>,
    shared: SharedConnectionServices,
    table: ConnectionTable,
  ): Promise<readonly string[]> {
    const opened = new Map<string, OpenListener>();
    const failures: string[] = [];
    for (const [key, plan] of plans) {
      if (this.#open.has(key)) continue;
      const outcome = await this.#listen(plan, shared, table);
      if ("message" in outcome) failures.push(outcome.message);
      else opened.set(key, outcome);
    }
    if (failures.length > 0) {
      await Promise.all([...opened.values()].map((listener) => listener.abandon()));
      return failures;
    }
    for (const [key, listener] of this.#open) listener.plan = plans.get(key) ?? listener.plan;
    for (const [key, listener] of opened) {
      this.#open.set(key, listener);
      listener.open();
    }
    for (const services of await this.#closeExcept(plans)) table.drainListener(services);
    return [];
  }

  /** Closes all: nobody is accepted any more. */
  async close(): Promise<void> {
    await this.#closeExcept(new Map());
  }

  async #listen(
    plan: ListenerPlan,
    shared: SharedConnectionServices,
    table: ConnectionTable,
  ): Promise<OpenListener | { readonly message: string }> {
    let open: OpenListener | undefined;
    const first: Transport[] = [];
    const outcome = await this.#network.listen(plan.address, (transport) => {
      if (open === undefined) first.push(transport);
      else open.accept(transport);
    });
    if ("kind" in outcome) return { message: outcome.message };
    open = new OpenListener(outcome, plan, shared, table);
    for (const transport of first) open.accept(transport);
    return open;
  }

  async #closeExcept(kept: ReadonlyMap<string, unknown>): Promise<readonly ConnectionServices[]> {
    const gone = [...this.#open].filter(([key]) => !kept.has(key));
    for (const [key] of gone) this.#open.delete(key);
    await Promise.all(gone.map(([, { listener }]) => listener.close()));
    return gone.map(([, { services }]) => services);
  }
}
