// SPDX-License-Identifier: Apache-2.0
export { lint } from './lint';
export { type LintOptions, readLintOptions } from './options';
