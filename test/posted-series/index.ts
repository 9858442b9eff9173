// SPDX-License-Identifier: Apache-2.0
/** The door of the posted series: what other tests need of it. */

export { extractSeries, type SeriesTree, writeSeries } from './extract';
export { seriesThread } from './thread-file';
