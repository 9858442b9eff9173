// SPDX-License-Identifier: Apache-2.0
/** Starts the debug adapter, in a thread of the extension host's process, for each debug session. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import { type ProtocolMessage, WorkerLink } from './worker-link';

export class AdapterFactory implements vscode.DebugAdapterDescriptorFactory {
  /** @param packageRoot the installed extension's folder */
  constructor(
    private readonly packageRoot: string,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  createDebugAdapterDescriptor(session: vscode.DebugSession): vscode.DebugAdapterDescriptor {
    const program = join(this.packageRoot, 'dist', 'debug-worker.js');
    if (!existsSync(program)) {
      throw new Error(`The extension is incomplete: ${program} is missing. Install it again.`);
    }
    this.log.info(`Session '${session.name}' starts`);
    return new vscode.DebugAdapterInlineImplementation(new WorkerAdapter(program, this.log));
  }
}

class WorkerAdapter implements vscode.DebugAdapter {
  private readonly messages = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
  private readonly link: WorkerLink;
  readonly onDidSendMessage = this.messages.event;

  constructor(
    program: string,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const worker = new Worker(program, { stdout: true, stderr: true });
    logLines(worker.stdout, (line) => log.info(line));
    logLines(worker.stderr, (line) => log.error(line));
    this.link = new WorkerLink(worker, {
      onMessage: (message) => this.messages.fire(message as vscode.DebugProtocolMessage),
      onFailure: (reason) => this.reportFailure(reason),
    });
  }

  handleMessage(message: vscode.DebugProtocolMessage): void {
    this.link.send(message as ProtocolMessage);
  }

  dispose(): void {
    this.link.end();
    this.messages.dispose();
  }

  private reportFailure(reason: string): void {
    this.log.error(`The debug adapter stopped: ${reason}`);
    const show = 'Show Log';
    void vscode.window
      .showErrorMessage(`The Bao debug adapter stopped, and the session with it: ${reason}`, show)
      .then((answer) => answer === show && this.log.show());
  }
}

function logLines(stream: Readable, write: (line: string) => void): void {
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    for (const line of text.split(/\r?\n/).filter((each) => each !== '')) {
      write(line);
    }
  });
}
