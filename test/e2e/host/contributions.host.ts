// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const EXTENSION = 'bao-partition-debugger.bao-partition-debugger';

describe('the installed extension', () => {
  it('is installed from its package, and sleeps until it is needed', () => {
    const extension = vscode.extensions.getExtension(EXTENSION);
    assert.ok(extension, 'it is not there');
    assert.equal(extension.isActive, false);
    assert.ok(!extension.extensionPath.includes('node_modules'));
  });

  it('offers its commands', async () => {
    await vscode.extensions.getExtension(EXTENSION)!.activate();
    const commands = await vscode.commands.getCommands(true);
    const { commands: contributed } = vscode.extensions.getExtension(EXTENSION)!.packageJSON.contributes;
    for (const { command } of contributed) {
      assert.ok(commands.includes(command), command);
    }
  });
});
