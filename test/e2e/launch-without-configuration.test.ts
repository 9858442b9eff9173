// SPDX-License-Identifier: Apache-2.0
/** Through the user interface: F5 in folders that have no launch.json. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { editorFixture } from './support/editor-fixture';
import type { Workbench } from './support/workbench';

describe('F5 without a launch.json', () => {
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
});
