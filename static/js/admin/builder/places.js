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

/** @param {Part[]} parts @param {number} id */
function part(parts, id) {
  return parts.find((each) => each.id === id);
}

/** The sibling before one, among those that stay. @param {Part[]} siblings @param {number} id */
function before(siblings, id) {
  const place = siblings.findIndex((each) => each.id === id);
  return place > 0 ? siblings[place - 1] : null;
}

/** The sibling behind one. @param {Part[]} siblings @param {number} id */
function behind(siblings, id) {
  const place = siblings.findIndex((each) => each.id === id);
  return siblings[place + 1] ?? null;
}

/** The end of a parent. @param {Part[]} parts @param {number} parent @returns {Spot} */
function endOf(parts, parent) {
  return { parent, after: childrenOf(parts, parent).at(-1)?.id ?? null };
}

/**
 * What is moved by itself, in order: not what goes along with its module.
 * @param {Part[]} parts @param {Iterable<number>} ids @returns {Part[]}
 */
export function movedParts(parts, ids) {
  const chosen = new Set(ids);
  return parts.filter((each) => chosen.has(each.id) && !chosen.has(each.parent));
}

/**
 * Where the keyboard moves to. A lesson that leaves a module at its edge stands beside it; one that comes to a
 * module goes into it. Null: there is nothing further.
 * @param {Part[]} all @param {Iterable<number>} ids @param {"up" | "down" | "in" | "out"} way @param {number} course
 * @returns {Spot | null}
 */
export function spotToward(all, ids, way, course) {
  const moved = movedParts(all, ids);
  const edge = way === "down" ? moved.at(-1) : moved[0];
  if (!edge) return null;
  const going = new Set(moved.map((each) => each.id));
  const parts = all.filter((each) => !going.has(each.id) || each.id === edge.id);
  const siblings = childrenOf(parts, edge.parent);
  const hasModule = moved.some((each) => each.isModule);
  const inModule = edge.parent !== course;
  if (way === "out") return inModule ? { parent: course, after: edge.parent } : null;
  if (way === "in") {
    const above = childrenOf(parts, course);
    const module = above.slice(0, above.indexOf(edge)).findLast((each) => each.isModule);
    return inModule || hasModule || !module ? null : endOf(parts, module.id);
  }
  if (way === "up") {
    const previous = before(siblings, edge.id);
    if (previous?.isModule && !hasModule) return endOf(parts, previous.id);
    if (previous) return { parent: edge.parent, after: before(siblings, previous.id)?.id ?? null };
    if (!inModule) return null;
    return { parent: course, after: before(childrenOf(parts, course), edge.parent)?.id ?? null };
  }
  const next = behind(siblings, edge.id);
  if (next?.isModule && !hasModule) return { parent: next.id, after: null };
  if (next) return { parent: edge.parent, after: next.id };
  return inModule ? { parent: course, after: edge.parent } : null;
}

/**
 * Where something dropped on a row goes: before or behind it; a lesson dropped on the lower half of a module
 * goes into it. Null: it would not move, or may not go there.
 * @param {Part[]} parts @param {Iterable<number>} ids @param {number} target @param {boolean} isUpper
 * @param {number} course @returns {Spot | null}
 */
export function dropSpot(parts, ids, target, isUpper, course) {
  const moved = movedParts(parts, ids);
  const on = part(parts, target);
  const going = new Set(moved.map((each) => each.id));
  if (!on || !moved.length || going.has(on.id) || going.has(on.parent)) return null;
  const hasModule = moved.some((each) => each.isModule);
  if (on.isModule && !isUpper && !hasModule) return { parent: on.id, after: null };
  const beside = hasModule && on.parent !== course ? part(parts, on.parent) : on;
  if (!beside) return null;
  const siblings = childrenOf(parts, beside.parent).filter((each) => !going.has(each.id));
  const isBefore = isUpper && beside === on;
  return { parent: beside.parent, after: isBefore ? (before(siblings, beside.id)?.id ?? null) : beside.id };
}
