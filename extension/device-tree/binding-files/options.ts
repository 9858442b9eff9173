// SPDX-License-Identifier: Apache-2.0
import type { BindingLibrary } from '../bindings';
import type { PreprocessOptions } from '../preprocess';

export interface BindingFileOptions {
  /** As it is shown; the path below the folder of bindings is compared with the id. */
  readonly file: string;
  /** What the examples are checked with; without one they are only compiled. */
  readonly library?: BindingLibrary | undefined;
  /** Finds the headers that examples include. */
  readonly readInclude?: PreprocessOptions['readInclude'];
}
