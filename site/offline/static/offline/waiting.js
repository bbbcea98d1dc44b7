/* What waits on this device until there is a connection, and what a page without one has to know of
   somebody to be of use to them. Both stand in the browser's own database, by the key that the site
   gives each person (`accounts.devices.device_key`), and in no cache. Nothing here sends. */

const DATABASE = "waiting";
const VERSION = 1;
const ENTRIES = "entries";
const SHAPES = "shapes";
const NEWS = "waiting";

/**
 * A form that was filled and not sent. `id` is made once and stays: whoever receives it twice knows
 * it by that. `account` is whose it is, `kind` what ("diary", "worksheet"), `url` where it is sent,
 * `fields` its names and values in their order, `at` when it was kept, by this device's clock.
 * `said` is what the site answered where it did not take it: the entry stays, and so do its words.
 * @typedef {object} Entry
 * @property {string} id
 * @property {string} account
 * @property {string} kind
 * @property {string} url
 * @property {[string, string][]} fields
 * @property {number} at
 * @property {Said} [said]
 */
/** @typedef {{ state: string, words: string, url?: string, days?: { title: string, url: string }[] }} Said */
/**
 * What a page has to know of somebody, as the site told it last: `told` is the page's own affair.
 * @typedef {{ key: string, account: string, kind: string, at: number, told: unknown }} Shape
 */
/**
 * Where rows stand. `write` puts and drops in one go: all of it, or nothing.
 * @typedef {object} Store
 * @property {(table: string) => Promise<any[]>} rows
 * @property {(puts: [table: string, row: any][], drops: [table: string, key: string][]) => Promise<void>} write
 */

/** What waits, over any store: tests bring one of their own. */
export class Waiting {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
  }

  /**
   * Keeps it, and `instead` goes in the same moment: an entry that it replaces.
   * @param {Entry} entry
   * @param {string} [instead]
   */
  async keep(entry, instead) {
    const gone = instead && instead !== entry.id ? [instead] : [];
    await this.store.write(
      [[ENTRIES, entry]],
      gone.map((id) => [ENTRIES, id]),
    );
  }

  /**
   * Somebody's entries in the order in which they were kept; of every kind if none is named.
   * @param {string} account
   * @param {string} [kind]
   * @returns {Promise<Entry[]>}
   */
  async waiting(account, kind) {
    const rows = /** @type {Entry[]} */ (await this.store.rows(ENTRIES));
    const mine = rows.filter((row) => row.account === account && (!kind || row.kind === kind));
    return mine.sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1));
  }

  /**
   * Notes what the site said of an entry. One that has gone meanwhile does not come back.
   * @param {string} id
   * @param {Said} said
   */
  async note(id, said) {
    const rows = /** @type {Entry[]} */ (await this.store.rows(ENTRIES));
    const found = rows.find((row) => row.id === id);
    if (found) await this.store.write([[ENTRIES, { ...found, said }]], []);
  }

  /** @param {string} id */
  async drop(id) {
    await this.store.write([], [[ENTRIES, id]]);
  }

  /**
   * Leaves nothing of somebody: neither what waits nor what pages know.
   * @param {string} account
   */
  async wipe(account) {
    const drops = (await this.waiting(account)).map((entry) => key(ENTRIES, entry.id));
    await this.store.write([], [...drops, ...(await this.#shapesOf(account))]);
  }

  /**
   * What pages know of somebody goes; what waits stays, for whoever signs in again.
   * @param {string} account
   */
  async forget(account) {
    await this.store.write([], await this.#shapesOf(account));
  }

  /**
   * @param {string} account
   * @param {string} kind
   * @param {unknown} told
   */
  async know(account, kind, told, at = Date.now()) {
    /** @type {Shape} */
    const shape = { key: `${kind} ${account}`, account, kind, at, told };
    await this.store.write([[SHAPES, shape]], []);
  }

  /**
   * What is known of a kind, of whomever it was told last on this device.
   * @param {string} kind
   * @returns {Promise<Shape | undefined>}
   */
  async knownLast(kind) {
    const rows = /** @type {Shape[]} */ (await this.store.rows(SHAPES));
    const found = rows.filter((row) => row.kind === kind);
    return found.sort((one, other) => other.at - one.at)[0];
  }

  /** @param {string} account */
  async #shapesOf(account) {
    const rows = /** @type {Shape[]} */ (await this.store.rows(SHAPES));
    return rows.filter((row) => row.account === account).map((row) => key(SHAPES, row.key));
  }
}

/**
 * @param {string} table
 * @param {string} id
 * @returns {[string, string]}
 */
function key(table, id) {
  return [table, id];
}

/** The browser's database. Another tab may open a newer one: then this one lets go. */
class Database {
  /** @type {Promise<IDBDatabase> | undefined} */
  #open;

  /** @param {string} table */
  async rows(table) {
    const database = await this.#opened();
    return done(database.transaction(table).objectStore(table).getAll());
  }

  /** @type {Store["write"]} */
  async write(puts, drops) {
    const database = await this.#opened();
    const tables = [...new Set([...puts, ...drops].map(([table]) => table))];
    if (!tables.length) return;
    // "strict": what somebody was told is kept has to be there after the battery is empty, too.
    const change = database.transaction(tables, "readwrite", { durability: "strict" });
    for (const [table, row] of puts) change.objectStore(table).put(row);
    for (const [table, id] of drops) change.objectStore(table).delete(id);
    await new Promise((resolve, reject) => {
      change.oncomplete = () => resolve(undefined);
      change.onabort = () => reject(change.error);
    });
    tell();
  }

  #opened() {
    this.#open ??= this.#begin().catch((error) => {
      this.#open = undefined;
      throw error;
    });
    return this.#open;
  }

  async #begin() {
    const asked = indexedDB.open(DATABASE, VERSION);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(ENTRIES, { keyPath: "id" });
      asked.result.createObjectStore(SHAPES, { keyPath: "key" });
    };
    const database = await done(asked);
    const letGo = () => {
      this.#open = undefined;
    };
    database.onversionchange = () => {
      database.close();
      letGo();
    };
    database.onclose = letGo;
    return database;
  }
}

/**
 * @template T
 * @param {IDBRequest<T>} asked
 * @returns {Promise<T>}
 */
function done(asked) {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** Tells every window of this site, this one too, that something changed. */
function tell() {
  if (typeof BroadcastChannel !== "function") {
    dispatchEvent(new Event(NEWS));
    return;
  }
  const channel = new BroadcastChannel(NEWS);
  channel.postMessage(NEWS);
  channel.close();
}

/**
 * Calls back whenever something changed in any window.
 * @param {() => void} heard
 */
export function onChange(heard) {
  if (typeof BroadcastChannel !== "function") addEventListener(NEWS, heard);
  else new BroadcastChannel(NEWS).addEventListener("message", heard);
}

/** This device's own. */
export const device = new Waiting(new Database());

/**
 * Keeps an entry on this device. Rejects where there is no room, or storage is closed to us: then
 * nothing is kept, and the page must not say so.
 * @param {Entry} entry
 * @param {string} [instead]
 */
export const keep = (entry, instead) => device.keep(entry, instead);
/**
 * @param {string} account
 * @param {string} [kind]
 */
export const waiting = (account, kind) => device.waiting(account, kind);
/** @param {string} id */
export const drop = (id) => device.drop(id);
/** @param {string} account */
export const wipe = (account) => device.wipe(account);
