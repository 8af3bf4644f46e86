import type { Words } from './words.ts';

export const english: Words = {
  hello: (name) => (name === null ? 'Hello,' : `Hello ${name},`),
  received: {
    subject: (number) => `Your order ${number}`,
    text: 'We have received your order. You hear from us again as soon as its payment is settled.',
  },
  confirmed: {
    subject: (number) => `Your order ${number} is confirmed`,
    text: 'Thank you! Your order is paid and confirmed. This is what you bought:',
  },
  approvalNeeded: {
    subject: (number) => `Please approve the payment of your order ${number}`,
    text: 'Your bank wants you to approve the payment. We keep the goods for you for a short while; an order whose payment is not approved by then is cancelled.',
    approve: 'Approve the payment',
  },
  paymentFailed: {
    subject: (number) => `The payment of your order ${number} failed`,
    text: 'The payment was declined, so we could not accept your order. Nothing was charged. Your cart is still there: you can order again, with another way to pay too.',
  },
  cancelled: {
    subject: (number) => `Your order ${number} is cancelled`,
    because: {
      payment_declined: 'The payment was declined.',
      approval_expired: 'The payment was not approved in time.',
      superseded: 'You have ordered the same cart again, and only that order counts.',
      capture_failed: 'The payment could not be completed.',
    },
    nothingCharged: 'Nothing is charged. What your bank has set aside is released.',
  },
  subtotal: 'Subtotal',
  discount: 'Discount',
  shipping: 'Shipping',
  total: 'Total',
  includedTax: (rate) => `VAT ${rate}, included`,
  addedTax: (rate) => `VAT ${rate}`,
  deliveredTo: 'Delivered to:',
  goodbye: (shop) => `Best regards\n${shop}`,
};
