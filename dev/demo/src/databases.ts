import type { CatalogService } from '@quartet/catalog';
import type { OrdersService } from '@quartet/orders';
import type { UsersService } from '@quartet/users';

export type CatalogDb = CatalogService['db'];
export type OrdersDb = OrdersService['db'];
export type UsersDb = UsersService['db'];
