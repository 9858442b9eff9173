// SPDX-License-Identifier: Apache-2.0
/** An editor window with an example system in it, ready to debug. */

import { DebugViews } from './debug-views';
import type { EditorFixture } from './editor-fixture';
import { exampleFolder } from './example-folder';
import type { Workbench } from './workbench';

export interface OpenSystem {
  readonly workbench: Workbench;
  readonly debug: DebugViews;
  /** The workspace, a copy of the example. */
  readonly folder: string;
}

/** @param name the beginning of its screenshots' names */
export async function openSystem(editor: EditorFixture, system: string, name: string): Promise<OpenSystem> {
  const folder = exampleFolder(editor.folder, system);
  const workbench = await editor.newWorkbench(name);
  await workbench.open(editor.server.origin, folder);
  await workbench.webview.getByText('Try it').waitFor();
  return { workbench, debug: new DebugViews(workbench), folder };
}
