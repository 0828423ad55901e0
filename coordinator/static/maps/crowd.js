/* Rings that would hide each other: drawn smaller where many stand close, then moved apart by a little. Points are pixels of
   one zoom; the same points always come apart in the same way, so nothing jumps when the page is opened again. */
(() => {
  "use strict";
  const house = L.house;
  const SIZES = [15, 12, 9], ROUNDS = 120, FARTHEST = 7; // radii to choose from; how many of its own radii a ring may move
  const WIDE = 2.25, HIDDEN = 0.25; // from middle to middle, in radii; the share of rings that may touch before all get smaller

  // pairs of points closer than `reach`, found through a grid of cells of that size
  const close = (points, reach, each) => {
    const cells = new Map(), cell = (point) => [Math.floor(point.x / reach), Math.floor(point.y / reach)];
    points.forEach((point, number) => {
      const [column, row] = cell(point);
      for (let x = column - 1; x <= column + 1; x++) for (let y = row - 1; y <= row + 1; y++) for (const other of cells.get(`${x},${y}`) || []) {
        if (points[other].distanceTo(point) < reach) each(other, number);
      }
      const key = `${column},${row}`;
      cells.set(key, [...(cells.get(key) || []), number]);
    });
  };

  // the largest radius at which few touch
  house.roomy = (points) => SIZES.find((radius) => {
    const touching = new Set();
    close(points, radius * WIDE, (one, other) => touching.add(one).add(other));
    return touching.size <= points.length * HIDDEN;
  }) || SIZES.at(-1);

  // the points moved until no two rings of that radius hide each other, or as far as they may
  house.apart = (points, radius) => {
    const moved = points.map((point) => point.clone()), reach = radius * WIDE, most = radius * FARTHEST;
    for (let round = 0; round < ROUNDS; round++) {
      let pushed = false;
      close(moved, reach - 0.5, (one, other) => {
        pushed = true;
        const away = moved[other].subtract(moved[one]), distance = Math.hypot(away.x, away.y);
        const turn = other * 2.4; // the golden angle: who stands on one spot leaves it in as many directions
        const step = distance > 0.01 ? away.multiplyBy((reach - distance) / distance / 2) : L.point(Math.cos(turn), Math.sin(turn)).multiplyBy(reach / 2);
        moved[one] = moved[one].subtract(step);
        moved[other] = moved[other].add(step);
      });
      moved.forEach((point, number) => {
        const away = point.subtract(points[number]), distance = Math.hypot(away.x, away.y);
        if (distance > most) moved[number] = points[number].add(away.multiplyBy(most / distance));
      });
      if (!pushed) break;
    }
    return moved;
  };
})();
