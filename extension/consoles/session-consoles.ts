// SPDX-License-Identifier: Apache-2.0
/** The terminals of all debug sessions: one for each partition's console, and one for the hypervisor's. */

import * as vscode from 'vscode';
import type { ConsoleEventBody, ConsoleInputArguments, ConsoleInputResponseBody } from '../../debug-adapter/protocol';
import { CONSOLE_EVENT, CONSOLE_INPUT_REQUEST, HYPERVISOR_CONSOLE } from '../../debug-adapter/protocol';
import { ConsoleTerminal } from './console-terminal';

/** More consoles than these side by side would be too narrow to read. */
const MAX_SIDE_BY_SIDE = 3;

interface Entry {
  readonly console: ConsoleTerminal;
  /** The launch configuration whose sessions it serves, one after the other. */
  readonly configuration: string;
  readonly vm: number;
  sessionId: string;
}

export class SessionConsoles implements vscode.Disposable {
  private readonly entries: Entry[] = [];
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly debugType: string) {
    this.subscriptions = [
      vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
        if (session.type === this.debugType && event === CONSOLE_EVENT) {
          this.receive(session, body as ConsoleEventBody);
        }
      }),
      vscode.debug.onDidTerminateDebugSession((session) => this.endSession(session)),
    ];
  }

  /** Lets the user choose among the consoles, also among those whose terminal was closed. */
  async choose(): Promise<void> {
    const items = this.entries.map(({ console, configuration }) => ({
      label: console.name,
      description: console.isLive ? configuration : `${configuration} (ended)`,
      console,
    }));
    if (items.length === 0) {
      void vscode.window.showInformationMessage(
        'No partition has a console yet. They come when a system is started (F5).',
      );
      return;
    }
    const picked = await vscode.window.showQuickPick(items, { placeHolder: 'Which console?' });
    picked?.console.show('take-focus');
  }

  dispose(): void {
    for (const each of this.subscriptions) {
      each.dispose();
    }
  }

  private receive(session: vscode.DebugSession, { vm, name, text }: ConsoleEventBody): void {
    const entry = this.entryOf(session, vm) ?? this.begin(session, vm, name);
    if (text !== '') {
      entry.console.write(text);
    }
  }

  private entryOf(session: vscode.DebugSession, vm: number): Entry | undefined {
    return this.entries.find((entry) => entry.vm === vm && entry.sessionId === session.id && entry.console.isLive);
  }

  /** Takes the console of an earlier session of the same configuration, else makes one. */
  private begin(session: vscode.DebugSession, vm: number, name: string): Entry {
    const before = this.liveConsoles(session);
    const entry = this.endedEntry(session, vm, name) ?? this.newEntry(session, vm, name);
    entry.sessionId = session.id;
    entry.console.begin((text) => typeInto(session, vm, text));
    entry.console.place(vm === HYPERVISOR_CONSOLE || before.length >= MAX_SIDE_BY_SIDE ? undefined : before.at(-1));
    if (before.length === 0 && vm !== HYPERVISOR_CONSOLE) {
      entry.console.show('keep-focus');
    }
    return entry;
  }

  private liveConsoles(session: vscode.DebugSession): ConsoleTerminal[] {
    return this.entries
      .filter(({ sessionId, vm, console }) => sessionId === session.id && vm !== HYPERVISOR_CONSOLE && console.isLive)
      .map(({ console }) => console);
  }

  private endedEntry(session: vscode.DebugSession, vm: number, name: string): Entry | undefined {
    return this.entries.find(
      ({ configuration, vm: ofVm, console }) =>
        configuration === session.name && ofVm === vm && !console.isLive && console.name === shownName(vm, name),
    );
  }

  private newEntry(session: vscode.DebugSession, vm: number, name: string): Entry {
    const icon = vm === HYPERVISOR_CONSOLE ? 'layers' : 'vm';
    const console = new ConsoleTerminal(shownName(vm, name), icon);
    const entry = { console, configuration: session.name, vm, sessionId: session.id };
    this.entries.push(entry);
    return entry;
  }

  private endSession(session: vscode.DebugSession): void {
    for (const { sessionId, console } of this.entries) {
      if (sessionId === session.id && console.isLive) {
        console.end();
      }
    }
  }
}

function shownName(vm: number, name: string): string {
  return vm === HYPERVISOR_CONSOLE ? 'Bao hypervisor' : name;
}

async function typeInto(session: vscode.DebugSession, vm: number, text: string): Promise<boolean> {
  const input: ConsoleInputArguments = { vm, text };
  try {
    const { taken } = (await session.customRequest(CONSOLE_INPUT_REQUEST, input)) as ConsoleInputResponseBody;
    return taken === Buffer.byteLength(text);
  } catch {
    // The session is ending.
    return false;
  }
}
