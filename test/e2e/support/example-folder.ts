// SPDX-License-Identifier: Apache-2.0
/** A workspace for tests: an example system, as the extension's command leaves it. */

import { join } from 'node:path';
import { exampleFiles, exampleSystems, writeFiles } from '../../../extension/example-systems';
import { projectRoot } from '../../support/requirements';

/** Writes the system below a folder. @returns its own folder */
export function exampleFolder(parent: string, name: string): string {
  const examples = exampleSystems(projectRoot);
  const system = examples.systems.find((each) => each.name === name);
  if (system === undefined) {
    throw new Error(`there is no example system ${name}`);
  }
  const folder = join(parent, name);
  writeFiles(folder, exampleFiles(examples, system));
  return folder;
}
