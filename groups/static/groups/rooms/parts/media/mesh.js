/* Sound and picture, browser to browser. For every pair the newcomer offers and the older member
   waits; each attempt has a generation, and whatever belongs to another one is dropped. A watchdog
   rebuilds a pair that is not connected within six to nine seconds. */

import { givenUp, offers, PATIENCE, patience, unheardOf } from "./pairing.js";

/** @import { Member } from "../../state.js" */

/**
 * What browsers tell each other: `gen` names the attempt; the rest depends on the frame.
 * @typedef {object} Signal
 * @property {string} from
 * @property {string} gen
 * @property {number} [came] with an offer: when its sender came
 * @property {string} [sdp]
 * @property {RTCIceCandidateInit | null} [candidate]
 */

/** @typedef {{ t: string, d: Signal }} SignalFrame */

/**
 * One connection to one other person.
 * @typedef {object} Pair
 * @property {string} seat
 * @property {number} came
 * @property {number | undefined} ownCame
 * @property {string} gen
 * @property {RTCPeerConnection} pc
 * @property {RTCRtpSender} audio
 * @property {RTCRtpSender} video
 * @property {(RTCIceCandidateInit | null)[]} queue candidates from before the description
 * @property {number} since
 * @property {number | null} lostAt
 * @property {number} patience
 * @property {MediaStream} stream
 */

const WATCH_EVERY = 1000;
const VIDEO_BITS = 300_000;
const MOST_EARLY = 60;

/**
 * @typedef {object} Surroundings
 * @property {(t: string, d: object) => void} tell sends a frame
 * @property {() => { audio: MediaStreamTrack | null, video: MediaStreamTrack | null }} local
 * @property {(seat: string) => void} onStream somebody's sound and picture came or went
 */

export class Mesh {
  /** @type {Map<string, Pair>} */
  pairs = new Map();
  /** @type {Map<string, number>} since when somebody here has had no connection */
  missing = new Map();
  /** @type {Map<string, SignalFrame[]>} offers that were faster than the news of who came */
  early = new Map();
  /** @type {Map<string, Member>} */
  members = new Map();
  /** @type {RTCConfiguration | undefined} */
  ice;
  seat = "";

  /** @param {Surroundings} surroundings */
  constructor({ tell, local, onStream }) {
    this.tell = tell;
    this.local = local;
    this.onStream = onStream;
    this.watch = setInterval(() => this.#watch(), WATCH_EVERY);
  }

  /**
   * @param {string} seat
   * @param {RTCConfiguration} ice
   */
  configure(seat, ice) {
    this.seat = seat;
    this.ice = ice;
  }

  /**
   * The people of the room as they are now.
   * @param {Map<string, Member>} members
   */
  update(members) {
    this.members = members;
    const me = members.get(this.seat);
    for (const pair of [...this.pairs.values()]) {
      const member = members.get(pair.seat);
      if (!me || !member || member.came !== pair.came || me.came !== pair.ownCame) this.#drop(pair);
    }
    if (!me) return;
    for (const [seat, frames] of [...this.early]) {
      if (unheardOf(members.get(seat), frames[0].d.came)) continue;
      this.early.delete(seat);
      for (const { t, d } of frames) this.receive(t, d);
    }
    for (const member of members.values()) {
      if (member.seat === this.seat || this.pairs.has(member.seat)) continue;
      if (member.presence === "here" && this.#offers(member)) this.#call(member);
    }
  }

  /** @param {string} seat */
  stream(seat) {
    return this.pairs.get(seat)?.stream;
  }

  /** Sends what our own devices give now, on every pair. */
  switchTracks() {
    for (const pair of this.pairs.values()) this.#feed(pair);
  }

  /** How loud everybody is, from 0 to 1. */
  levels() {
    /** @type {Map<string, number>} */
    const found = new Map();
    for (const pair of this.pairs.values()) {
      for (const receiver of pair.pc.getReceivers()) {
        const heard = receiver.track.kind === "audio" ? receiver.getSynchronizationSources() : [];
        const source = heard.at(0);
        if (source?.audioLevel) found.set(pair.seat, source.audioLevel);
      }
    }
    return found;
  }

  close() {
    clearInterval(this.watch);
    for (const pair of [...this.pairs.values()]) this.#drop(pair);
  }

  /**
   * @param {string} t
   * @param {Signal} d
   */
  async receive(t, d) {
    const member = this.members.get(d.from);
    if (this.#tooEarly(t, d, member)) return;
    if (!member) return;
    const pair = this.pairs.get(d.from);
    if (t === "rtc.pub") await this.#answer(member, d);
    else if (t === "rtc.restart") {
      const young = pair && Date.now() - pair.since < PATIENCE / 2;
      if (this.#offers(member) && !young) this.#call(member);
    } else if (pair?.gen === d.gen) {
      if (t === "rtc.answer") await this.#connect(pair, { type: "answer", sdp: d.sdp });
      else await this.#candidate(pair, d.candidate ?? null);
    }
  }

  /**
   * A newcomer's offer may be faster than the news that they came (or came anew): it waits.
   * @param {string} t
   * @param {Signal} d
   * @param {Member | undefined} member
   */
  #tooEarly(t, d, member) {
    const waiting = this.early.get(d.from);
    if (t === "rtc.pub" && unheardOf(member, d.came)) {
      this.early.set(d.from, [{ t, d }]);
      return true;
    }
    if (!waiting || waiting[0].d.gen !== d.gen || waiting.length > MOST_EARLY) return false;
    waiting.push({ t, d });
    return true;
  }

  /** @param {Member} member */
  #offers(member) {
    return offers(this.members.get(this.seat), member);
  }

  /**
   * @param {Member} member
   * @param {string} gen
   */
  #pair(member, gen) {
    const old = this.pairs.get(member.seat);
    if (old) this.#drop(old);
    const pc = new RTCPeerConnection(this.ice);
    /** @type {Pair} */
    const pair = {
      seat: member.seat,
      came: member.came,
      ownCame: this.members.get(this.seat)?.came,
      gen,
      pc,
      audio: pc.addTrack(silence()),
      video: pc.addTrack(blank()),
      queue: [],
      since: Date.now(),
      lostAt: null,
      patience: patience(),
      stream: new MediaStream(),
    };
    pc.ontrack = ({ track }) => {
      pair.stream.addTrack(track);
      this.onStream(pair.seat);
    };
    pc.onicecandidate = ({ candidate }) => {
      const plain = candidate?.toJSON();
      this.tell("rtc.ice", {
        to: pair.seat,
        gen,
        candidate: plain
          ? {
              candidate: plain.candidate,
              sdpMid: plain.sdpMid ?? null,
              sdpMLineIndex: plain.sdpMLineIndex ?? null,
            }
          : null,
      });
    };
    pc.onconnectionstatechange = () => {
      if (pc.connectionState === "connected") pair.lostAt = null;
      else if (pc.connectionState === "disconnected") pair.lostAt = Date.now();
      else if (pc.connectionState === "failed") this.#again(pair);
    };
    this.pairs.set(member.seat, pair);
    this.missing.delete(member.seat);
    return pair;
  }

  /** @param {Member} member */
  async #call(member) {
    const pair = this.#pair(member, crypto.randomUUID());
    try {
      await this.#feed(pair);
      await pair.pc.setLocalDescription();
      const sdp = pair.pc.localDescription?.sdp;
      this.tell("rtc.pub", { to: pair.seat, gen: pair.gen, sdp, came: pair.ownCame });
    } catch (error) {
      this.#broken(pair, error);
    }
  }

  /**
   * @param {Member} member
   * @param {Signal} offer
   */
  async #answer(member, { gen, sdp }) {
    const before = this.pairs.get(member.seat);
    const calling = before?.pc.signalingState === "have-local-offer";
    if (calling && this.#offers(member)) return; // they will hear our offer instead
    const pair = this.#pair(member, gen);
    try {
      await pair.pc.setRemoteDescription({ type: "offer", sdp });
      await this.#feed(pair);
      await pair.pc.setLocalDescription();
      this.tell("rtc.answer", { to: pair.seat, gen, sdp: pair.pc.localDescription?.sdp });
      await this.#empty(pair);
    } catch (error) {
      this.#broken(pair, error);
    }
  }

  /**
   * @param {Pair} pair
   * @param {RTCSessionDescriptionInit} description
   */
  async #connect(pair, description) {
    if (pair.pc.signalingState !== "have-local-offer") return;
    try {
      await pair.pc.setRemoteDescription(description);
      await this.#empty(pair);
    } catch (error) {
      this.#broken(pair, error);
    }
  }

  /**
   * @param {Pair} pair
   * @param {RTCIceCandidateInit | null} candidate
   */
  async #candidate(pair, candidate) {
    if (!pair.pc.remoteDescription) {
      pair.queue.push(candidate);
      return;
    }
    try {
      await pair.pc.addIceCandidate(candidate ?? undefined);
    } catch (error) {
      this.#broken(pair, error);
    }
  }

  /** @param {Pair} pair */
  async #empty(pair) {
    for (const candidate of pair.queue.splice(0)) await this.#candidate(pair, candidate);
  }

  /**
   * A pair that was closed meanwhile may complain; one that is still wanted is rebuilt.
   * @param {Pair} pair
   * @param {unknown} error
   */
  #broken(pair, error) {
    if (this.pairs.get(pair.seat) !== pair) return;
    const name = error instanceof Error ? error.name : "";
    console.warn("room media: a connection is rebuilt", name);
    pair.lostAt = 0;
  }

  /** @param {Pair} pair */
  async #feed(pair) {
    const { audio, video } = this.local();
    await Promise.all([put(pair.audio, audio), put(pair.video, video)]);
    const parameters = pair.video.getParameters();
    if (parameters.encodings?.length && parameters.encodings[0].maxBitrate !== VIDEO_BITS) {
      parameters.encodings[0].maxBitrate = VIDEO_BITS;
      await pair.video.setParameters(parameters).catch(() => {});
    }
  }

  #watch() {
    const now = Date.now();
    for (const pair of [...this.pairs.values()]) {
      const connected = pair.pc.connectionState === "connected";
      if (givenUp(pair, connected, now)) this.#again(pair);
    }
    for (const member of this.members.values()) {
      const here = member.presence === "here" && member.seat !== this.seat;
      if (!here || this.pairs.has(member.seat)) {
        this.missing.delete(member.seat);
        continue;
      }
      const since = this.missing.get(member.seat) ?? now;
      this.missing.set(member.seat, since);
      if (now - since > PATIENCE) {
        this.missing.set(member.seat, now);
        if (this.#offers(member)) this.#call(member);
        else this.tell("rtc.restart", { to: member.seat, gen: "none" });
      }
    }
  }

  /** @param {Pair} pair */
  #again(pair) {
    const member = this.members.get(pair.seat);
    if (member?.presence !== "here") return;
    if (this.#offers(member)) this.#call(member);
    else {
      pair.since = Date.now();
      if (pair.lostAt !== null) pair.lostAt = pair.since;
      this.tell("rtc.restart", { to: pair.seat, gen: pair.gen });
    }
  }

  /** @param {Pair} pair */
  #drop(pair) {
    if (this.pairs.get(pair.seat) === pair) this.pairs.delete(pair.seat);
    const { pc } = pair;
    pc.ontrack = pc.onicecandidate = pc.onconnectionstatechange = null;
    pc.close();
    this.onStream(pair.seat);
  }
}

/**
 * @param {RTCRtpSender} sender
 * @param {MediaStreamTrack | null} track
 */
async function put(sender, track) {
  if (sender.track !== track) await sender.replaceTrack(track);
}

/* Stand-ins, so that a person without devices takes part in the same way: they hold the place of a
   track while a connection is agreed and are taken out before anything is sent. */
/** @type {MediaStreamTrack | undefined} */
let quiet;
function silence() {
  quiet ??= new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0];
  return quiet;
}

/** @type {MediaStreamTrack | undefined} */
let dark;
function blank() {
  if (!dark) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 2;
    canvas.getContext("2d")?.fillRect(0, 0, 2, 2);
    [dark] = canvas.captureStream(0).getVideoTracks();
  }
  return dark;
}
