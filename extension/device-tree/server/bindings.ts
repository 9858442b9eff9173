// SPDX-License-Identifier: Apache-2.0
/** Opens the bindings that the settings name, and says how far that is. */

import type { Connection } from 'vscode-languageserver';
import { type BindingLibrary, openLibrary } from '..';

/** @param folders absolute @param indexFolder where prepared bindings are kept; undefined: nowhere */
export async function openBindings(
  connection: Connection,
  folders: readonly string[],
  indexFolder: string | undefined,
): Promise<BindingLibrary> {
  const progress = new LazyProgress(connection);
  const onProgress = (done: number, all: number): void => progress.report(done, all);
  try {
    return await openLibrary({ folders, indexFolder, onProgress });
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    connection.window.showWarningMessage(`Only the built-in bindings are used: ${why}`);
    return await openLibrary({ folders: [], indexFolder });
  } finally {
    progress.done();
  }
}

/** A notification that appears with the first report: with an index there is nothing to wait for. */
class LazyProgress {
  private shown: ReturnType<Connection['window']['createWorkDoneProgress']> | undefined;
  private isDone = false;

  constructor(private readonly connection: Connection) {}

  report(done: number, all: number): void {
    if (this.isDone || all === 0) {
      return;
    }
    const percentage = Math.floor((100 * done) / all);
    const message = `${done} of ${all} files`;
    if (this.shown) {
      void this.shown.then((progress) => progress.report(percentage, message));
      return;
    }
    this.shown = this.connection.window.createWorkDoneProgress();
    void this.shown.then((progress) => progress.begin('Reading bindings', percentage, message));
  }

  done(): void {
    this.isDone = true;
    void this.shown?.then((progress) => progress.done());
  }
}
