package io.millrace.customers;

import io.millrace.contracts.CustomerEvent;
import io.millrace.contracts.CustomerEvent.CustomerClosed;
import io.millrace.contracts.CustomerEvent.CustomerEmailChanged;
import io.millrace.contracts.CustomerEvent.CustomerRegistered;
import io.millrace.contracts.CustomerEvent.CustomerRenamed;
import io.millrace.customers.Customer.Status;
import io.millrace.customers.CustomerCommand.ChangeEmail;
import io.millrace.customers.CustomerCommand.CloseCustomer;
import io.millrace.customers.CustomerCommand.RegisterCustomer;
import io.millrace.customers.CustomerCommand.RenameCustomer;
import io.millrace.kit.decider.Decider;
import io.millrace.kit.decider.Decision;
import io.millrace.kit.decider.Rejection;

/** The rules of a customer. That an e-mail address is taken only the store can tell. */
final class CustomerDecider implements Decider<CustomerCommand, Customer, CustomerEvent> {

    static Rejection emailTaken() {
        return Rejection.conflict("email-taken", "Another customer has this e-mail address.");
    }

    @Override
    public Customer initialState() {
        return Customer.NONE;
    }

    @Override
    public Decision<CustomerEvent> decide(CustomerCommand command, Customer customer) {
        if (command instanceof RegisterCustomer register) {
            return register(register, customer);
        }
        if (customer.status() == Status.UNKNOWN) {
            return Decision.reject(
                    Rejection.unknown("unknown-customer", "There is no customer " + command.customerId() + "."));
        }
        if (command instanceof CloseCustomer close) {
            return customer.status() == Status.CLOSED
                    ? Decision.nothing()
                    : Decision.accept(new CustomerClosed(close.customerId()));
        }
        if (customer.status() == Status.CLOSED) {
            return Decision.reject(
                    Rejection.conflict("customer-closed", "Customer " + command.customerId() + " is closed."));
        }
        return change(command, customer);
    }

    private static Decision<CustomerEvent> register(RegisterCustomer register, Customer customer) {
        if (customer.status() != Status.UNKNOWN) {
            return Decision.reject(Rejection.conflict(
                    "customer-exists", "Customer " + register.customerId() + " is registered already."));
        }
        return Decision.accept(new CustomerRegistered(
                register.customerId(), register.firstName(), register.lastName(), register.email()));
    }

    private static Decision<CustomerEvent> change(CustomerCommand command, Customer customer) {
        if (command instanceof RenameCustomer rename) {
            boolean same = rename.firstName().equals(customer.firstName())
                    && rename.lastName().equals(customer.lastName());
            return same
                    ? Decision.nothing()
                    : Decision.accept(new CustomerRenamed(rename.customerId(), rename.firstName(), rename.lastName()));
        }
        ChangeEmail change = (ChangeEmail) command;
        return change.email().equals(customer.email())
                ? Decision.nothing()
                : Decision.accept(new CustomerEmailChanged(change.customerId(), change.email()));
    }

    @Override
    public Customer evolve(Customer customer, CustomerEvent event) {
        if (event instanceof CustomerRegistered registered) {
            return new Customer(Status.ACTIVE, registered.firstName(), registered.lastName(), registered.email());
        }
        if (event instanceof CustomerRenamed renamed) {
            return customer.named(renamed.firstName(), renamed.lastName());
        }
        if (event instanceof CustomerEmailChanged changed) {
            return customer.reachedAt(changed.email());
        }
        return customer.closed();
    }
}
