import type { OwnResolvers } from '../types.generated.ts';
import { Availability } from './Availability.ts';
import { deleteTaxRate } from './Mutation.deleteTaxRate.ts';
import { savePromotion } from './Mutation.savePromotion.ts';
import { saveShippingMethod } from './Mutation.saveShippingMethod.ts';
import { saveShopSettings } from './Mutation.saveShopSettings.ts';
import { saveTaxRate } from './Mutation.saveTaxRate.ts';
import { Order } from './Order.ts';
import { OrderEvent } from './OrderEvent.ts';
import { OrderItem } from './OrderItem.ts';
import { Cart } from './Cart.ts';
import { CartLine } from './CartLine.ts';
import { adjustStock } from './Mutation.adjustStock.ts';
import { countStock } from './Mutation.countStock.ts';
import { setLowStockThreshold } from './Mutation.setLowStockThreshold.ts';
import { addToCart } from './Mutation.addToCart.ts';
import { checkout } from './Mutation.checkout.ts';
import { claimOrder } from './Mutation.claimOrder.ts';
import { clearCart } from './Mutation.clearCart.ts';
import { mergeGuestCart } from './Mutation.mergeGuestCart.ts';
import { removeFromCart } from './Mutation.removeFromCart.ts';
import { setCartQuantity } from './Mutation.setCartQuantity.ts';
import { Payment } from './Payment.ts';
import { cart } from './Query.cart.ts';
import { Promotion } from './Promotion.ts';
import { lowStock } from './Query.lowStock.ts';
import { order } from './Query.order.ts';
import { orderByNumber } from './Query.orderByNumber.ts';
import { orders } from './Query.orders.ts';
import { promotions } from './Query.promotions.ts';
import { quoteCheckout } from './Query.quoteCheckout.ts';
import { shippingMethods } from './Query.shippingMethods.ts';
import { shopSettings } from './Query.shopSettings.ts';
import { stockLevel } from './Query.stockLevel.ts';
import { taxRates } from './Query.taxRates.ts';
import { StockLevel } from './StockLevel.ts';
import { StockMovement } from './StockMovement.ts';
import { User } from './User.ts';
import { Variant } from './Variant.ts';

export const resolvers: OwnResolvers = {
  Query: {
    cart,
    lowStock,
    order,
    orderByNumber,
    orders,
    promotions,
    quoteCheckout,
    shippingMethods,
    shopSettings,
    stockLevel,
    taxRates,
  },
  Mutation: {
    addToCart,
    adjustStock,
    setCartQuantity,
    removeFromCart,
    clearCart,
    mergeGuestCart,
    checkout,
    claimOrder,
    countStock,
    deleteTaxRate,
    savePromotion,
    saveShippingMethod,
    saveShopSettings,
    saveTaxRate,
    setLowStockThreshold,
  },
  Cart,
  CartLine,
  Order,
  OrderItem,
  OrderEvent,
  Payment,
  Availability,
  Promotion,
  StockLevel,
  StockMovement,
  Variant,
  User,
};
