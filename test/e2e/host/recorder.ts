// SPDX-License-Identifier: Apache-2.0
/** Listens to what the debug adapter says, in all sessions from now on. */

import * as vscode from 'vscode';

/** A message of the Debug Adapter Protocol, as far as the tests look into it. */
export interface Message {
  readonly type: string;
  readonly event?: string;
  readonly command?: string;
  readonly success?: boolean;
  readonly message?: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

export class Recorder implements vscode.Disposable {
  readonly messages: Message[] = [];
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly registration: vscode.Disposable;

  constructor() {
    this.registration = vscode.debug.registerDebugAdapterTrackerFactory('bao', {
      createDebugAdapterTracker: () => ({
        onDidSendMessage: (message: Message) => {
          this.messages.push(message);
          this.changed.fire();
        },
      }),
    });
  }

  /** Waits for what is there already or comes. */
  until<T>(find: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const look = () => {
        const found = find();
        if (found !== undefined) {
          subscription.dispose();
          resolve(found);
        }
      };
      const subscription = this.changed.event(look);
      look();
    });
  }

  response(command: string): Promise<Message> {
    return this.until(() => this.messages.find((each) => each.type === 'response' && each.command === command));
  }

  event(name: string): Promise<Message> {
    return this.until(() => this.messages.find(({ event }) => event === name));
  }

  /** Waits until a partition has printed something. @returns all that it has printed */
  async printed(partition: string, text: string): Promise<string> {
    const all = () =>
      this.messages
        .filter(({ event, body }) => event === 'bao.console' && body?.name === partition)
        .map(({ body }) => String(body?.text))
        .join('');
    return this.until(() => (all().includes(text) ? all() : undefined));
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}
