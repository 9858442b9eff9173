// SPDX-License-Identifier: Apache-2.0
/** Through the user interface: F5 in folders that have no launch.json, or one that names what cannot be started. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { editorFixture } from './support/editor-fixture';
import type { Workbench } from './support/workbench';

describe('F5 without a launch.json that works', () => {
  const editor = editorFixture('person');

  async function open(name: string, files: Readonly<Record<string, string>>): Promise<Workbench> {
    const folder = join(editor().folder, name);
    mkdirSync(folder);
    for (const [path, text] of Object.entries(files)) {
      writeFileSync(join(folder, path), text);
    }
    const workbench = await editor().newWorkbench(name);
    await workbench.open(editor().server.origin, folder);
    return workbench;
  }

  it('says what is missing where no file configures Bao, and offers an example', async () => {
    const workbench = await open('no-config', { 'main.c': 'int main(void) { return 0; }\n' });
    await workbench.openFile('main.c');
    await workbench.press('F5');
    const message = workbench.notification('There is no configuration of Bao here');
    await message.waitFor();
    await workbench.screenshot('no-config');
    await message.getByRole('button', { name: 'Open Example System...' }).click();
    await workbench.quickPick('remio-console').waitFor();
  });

  it('asks which configuration is meant where there are several', async () => {
    const config = 'struct config config = { .vmlist_size = 0 };\n';
    const workbench = await open('two-configs', {
      'main.c': 'int main(void) { return 0; }\n',
      'console-config.c': config,
      'disk-config.c': config,
    });
    await workbench.openFile('main.c');
    await workbench.press('F5');
    await workbench.quickPick('console-config.c').waitFor();
    await workbench.quickPick('disk-config.c').waitFor();
    await workbench.screenshot('several-configs');
  });

  it('shows what the hypervisor would refuse, at its place in the file', async () => {
    const workbench = await open('refused', {
      'config.c': '#include <config.h>\nstruct config config = {\n    .vmlist_sise = 1,\n};\n',
    });
    await workbench.openFile('config.c');
    await workbench.press('F5');
    await workbench.page.locator('.monaco-dialog-box').getByText('config.c:3:').waitFor();
    await workbench.screenshot('refused');
  });

  it('offers the remedies for a configuration that is not there', async () => {
    const workbench = await open('moved', {
      'launch.c': 'int x;\n',
    });
    mkdirSync(join(editor().folder, 'moved', '.vscode'));
    const configuration = { type: 'bao', request: 'launch', name: 'Debug', config: 'old/config.c' };
    const launch = { version: '0.2.0', configurations: [configuration] };
    writeFileSync(join(editor().folder, 'moved', '.vscode', 'launch.json'), JSON.stringify(launch));
    await workbench.openFile('launch.json');
    await workbench.press('F5');
    const message = workbench.notification('old/config.c does not exist');
    await message.waitFor();
    await workbench.screenshot('moved');
    await message.getByRole('button', { name: 'Open launch.json' }).waitFor();
  });
});
