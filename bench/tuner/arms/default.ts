import type { Arm } from '../arm.ts';

const arm: Arm = { name: 'default', what: 'never tunes: v1 all the way', order: 1, tuning: null };
export default arm;
