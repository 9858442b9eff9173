// SPDX-License-Identifier: Apache-2.0
/** The door: device trees from files, and what is wrong with them. */
export { compileFile, includesOf, readBytes, readTree } from './read-tree';
export { type Reporter, type ReportFormat, reporterFor } from './reporter';
