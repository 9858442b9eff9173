// SPDX-License-Identifier: Apache-2.0
/** Tells the client what takes so long, once something does. */

import { ProgressEndEvent, ProgressStartEvent, ProgressUpdateEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';

/** Milliseconds after which a person begins to wonder. */
const PATIENCE = 200;

/** One undertaking with steps. Shows nothing when it is over soon. */
export class Progress {
  private readonly begin = Date.now();
  private readonly timer: NodeJS.Timeout;
  private isShown = false;
  private latest = '';

  /** @param id unique over the session */
  constructor(
    private readonly id: string,
    private readonly title: string,
    private readonly send: (event: DebugProtocol.Event) => void,
  ) {
    this.timer = setTimeout(() => this.show(), PATIENCE);
  }

  /** What is done from now on. */
  step(message: string): void {
    this.latest = message;
    if (this.isShown) {
      this.send(new ProgressUpdateEvent(this.id, message));
    } else if (Date.now() - this.begin > PATIENCE) {
      // A step that keeps the thread busy lets no timer run.
      this.show();
    }
  }

  end(): void {
    clearTimeout(this.timer);
    if (this.isShown) {
      this.isShown = false;
      this.send(new ProgressEndEvent(this.id));
    }
  }

  private show(): void {
    clearTimeout(this.timer);
    if (!this.isShown) {
      this.isShown = true;
      this.send(new ProgressStartEvent(this.id, this.title, this.latest));
    }
  }
}
