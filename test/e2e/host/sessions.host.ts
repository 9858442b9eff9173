// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Recorder } from './recorder';

function workspace(): vscode.WorkspaceFolder {
  return vscode.workspace.workspaceFolders![0]!;
}

function terminalNames(): string[] {
  return vscode.window.terminals.map(({ name }) => name);
}

async function start(configuration: string | vscode.DebugConfiguration): Promise<void> {
  assert.ok(await vscode.debug.startDebugging(workspace(), configuration), 'the session did not start');
}

async function stop(): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    const subscription = vscode.debug.onDidTerminateDebugSession(() => {
      subscription.dispose();
      resolve();
    });
  });
  await vscode.debug.stopDebugging();
  await ended;
}

describe('a debug session', () => {
  let recorder: Recorder;

  beforeEach(() => {
    recorder = new Recorder();
  });

  afterEach(async () => {
    if (vscode.debug.activeDebugSession !== undefined) {
      await stop();
    }
    recorder.dispose();
  });

  it('runs the example by its launch configuration, with a terminal for each console', async () => {
    await start('Debug remio-console');
    await recorder.printed('backend', 'console0: hello from the frontend, line 3');
    await recorder.printed('frontend', 'sent 3 lines');
    for (const name of ['backend', 'frontend', 'Bao hypervisor']) {
      assert.ok(terminalNames().includes(name), `${name} is not in ${terminalNames()}`);
    }
  });

  it('gives what is typed in a terminal to the guest, and keeps the terminals when it ends', async () => {
    await start('Debug remio-console');
    await recorder.printed('frontend', 'sent 3 lines');
    vscode.window.terminals.find(({ name }) => name === 'backend')!.sendText('send 0 from a terminal');
    await recorder.printed('frontend', 'received: from a terminal');
    const terminals = vscode.window.terminals.length;
    await stop();
    assert.equal(vscode.window.terminals.length, terminals);
  });

  it('uses the same terminals again', async () => {
    const before = terminalNames().length;
    await start('Debug remio-console');
    await recorder.printed('frontend', 'sent 3 lines');
    assert.equal(terminalNames().length, before);
  });

  it('finds the configuration when none is given', async () => {
    await start({ type: 'bao', request: 'launch', name: 'no configuration' });
    await recorder.printed('frontend', 'sent 3 lines');
    const expected = vscode.Uri.joinPath(workspace().uri, 'config.c').fsPath;
    assert.equal(vscode.debug.activeDebugSession!.configuration.config, expected);
  });

  it('stops at a breakpoint, with the sources of the workspace', async () => {
    const driver = vscode.Uri.joinPath(workspace().uri, 'kernel/drivers/bao/io-dispatcher/io_dispatcher.c');
    const text = (await vscode.workspace.openTextDocument(driver)).getText();
    const line = text.slice(0, text.indexOf('req.dm_id = dm->info.id;')).split('\n').length - 1;
    const breakpoint = new vscode.SourceBreakpoint(new vscode.Location(driver, new vscode.Position(line, 0)));
    vscode.debug.addBreakpoints([breakpoint]);
    try {
      await start('Debug remio-console');
      const { body } = await recorder.event('stopped');
      assert.equal(body?.reason, 'breakpoint');
      const session = vscode.debug.activeDebugSession!;
      const { stackFrames } = await session.customRequest('stackTrace', { threadId: body?.threadId, levels: 1 });
      // The editor makes an address of the path that the adapter gives.
      assert.equal(vscode.Uri.parse(stackFrames[0].source.path).path, driver.path);
      assert.equal(stackFrames[0].line, line + 1);
    } finally {
      vscode.debug.removeBreakpoints([breakpoint]);
    }
  });

  it('says what is wrong with a launch configuration of wrong types', async () => {
    const wrong = { config: 5, images: 'backend.elf', stopOnEntry: 'yes' };
    void vscode.debug.startDebugging(workspace(), { type: 'bao', request: 'launch', name: 'wrong', ...wrong });
    const { success, message } = await recorder.response('launch');
    assert.equal(success, false);
    for (const name of Object.keys(wrong)) {
      assert.match(String(message), new RegExp(`"${name}" must be`));
    }
  });

  it('does not start what is not there', async () => {
    const missing = { type: 'bao', request: 'launch', name: 'missing', config: 'nowhere/config.c' };
    assert.equal(await vscode.debug.startDebugging(workspace(), missing), false);
    assert.deepEqual(recorder.messages, []);
  });
});
