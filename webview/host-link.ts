// SPDX-License-Identifier: Apache-2.0
/** The page's end of the line to the extension, and what of the page outlives it. */

import type { Check } from './checks';

interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

export class HostLink<Sent, Heard, State> {
  private readonly api = acquireVsCodeApi();

  /** @param isHeard messages that fail it are dropped @param isState what a page was left with is forgotten when it fails */
  constructor(
    isHeard: Check<Heard>,
    private readonly isState: Check<State>,
    listener: (message: Heard) => void,
  ) {
    window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (isHeard(data)) {
        listener(data);
      }
    });
  }

  send(message: Sent): void {
    this.api.postMessage(message);
  }

  /** As the page was left when it was hidden, or when the window was closed. */
  get state(): State | undefined {
    const kept = this.api.getState();
    return this.isState(kept) ? kept : undefined;
  }

  keep(state: State): void {
    this.api.setState(state);
  }
}
