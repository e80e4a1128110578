import type { Grade, Priority, PriorityMatrix } from '@relais/contracts';

/** The matrix of a client that has not signed its own: ITIL's usual one. */
export const usualMatrix: PriorityMatrix = {
  high: { high: 1, medium: 2, low: 3 },
  medium: { high: 2, medium: 3, low: 4 },
  low: { high: 3, medium: 4, low: 5 },
};

/** The priority that a matrix gives to an impact and an urgency. */
export const priorityOf = (matrix: PriorityMatrix, impact: Grade, urgency: Grade): Priority =>
  matrix[impact][urgency];
