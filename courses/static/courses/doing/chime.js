/* Two soft tones at the end of a time. */

export class Chime {
  /** @type {AudioContext | undefined} */
  context;

  /** Call it while somebody presses: otherwise a browser keeps it silent, or refuses. */
  open() {
    try {
      this.context ??= new AudioContext();
    } catch {
      this.context = undefined;
    }
  }

  close() {
    this.context?.close();
    this.context = undefined;
  }

  /** Once, where it is open; a device that slept lets it go on first. */
  play() {
    const context = this.context;
    this.context = undefined;
    if (!context) return;
    context.resume();
    for (const [index, hertz] of [523, 392].entries()) {
      const at = context.currentTime + index * 0.7;
      const sound = new OscillatorNode(context, { frequency: hertz });
      const loudness = new GainNode(context, { gain: 0 });
      loudness.gain.setValueAtTime(0, at);
      loudness.gain.linearRampToValueAtTime(0.12, at + 0.08);
      loudness.gain.linearRampToValueAtTime(0, at + 1.2);
      sound.connect(loudness).connect(context.destination);
      sound.start(at);
      sound.stop(at + 1.3);
      if (index) sound.onended = () => context.close();
    }
  }
}
