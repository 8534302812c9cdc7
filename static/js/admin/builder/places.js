// @ts-check
// Where things stand in an outline, and where they may go. No page here: unit-tested.

/**
 * @typedef {{id: number, parent: number, isModule: boolean}} Part
 * @typedef {{parent: number, after: number | null}} Spot after: the sibling before it; null: first
 */

/** The children of a parent in their order. @param {Part[]} parts @param {number} parent */
export function childrenOf(parts, parent) {
  return parts.filter((part) => part.parent === parent);
}

/**
 * The module that a title typed at the end goes into when it is indented: the last one, if there is any.
 * @param {Part[]} parts @returns {number | null}
 */
export function lastModule(parts) {
  return parts.findLast((part) => part.isModule)?.id ?? null;
}

/**
 * Which rows to ask for: those whose digest the page does not have.
 * @param {[number, number, string, boolean][]} order @param {Map<number, string>} known @param {Record<string, string>} given
 */
export function lackingRows(order, known, given) {
  return order.filter(([id, , digest]) => !(id in given) && known.get(id) !== digest).map(([id]) => id);
}
