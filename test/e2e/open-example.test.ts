// SPDX-License-Identifier: Apache-2.0
/** Through the user interface: an example system is put into a folder and opened. */

import { editorFixture } from './support/editor-fixture';

describe('opening an example system in the editor', () => {
  const editor = editorFixture();

  it('offers the systems by name and title', async () => {
    const workbench = await editor().newWorkbench('example');
    await workbench.open(editor().server.origin);
    await workbench.runCommand('Bao: Open Example System');
    await workbench.quickPick('remio-console').waitFor();
    await workbench.screenshot('quick-pick');
  });
});
